import type { Client } from 'pg';

import { prepared } from '../../postgres/prepared.ts';
import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { codeOf } from '../../support/errors.ts';
import { terminateSessions } from '../force-drop.ts';
import { testName, type Ownership } from '../ownership.ts';
import type { Cluster } from './cluster.ts';
import { makeCopy, recordUse, ownershipOf, type Copy } from './copies.ts';

/** How often it is tried when somebody connects again in between. */
const ATTEMPTS = 5;

/**
 * Puts `fresh` in the place of `old`: under its name and its lease. Whoever is connected to `old` is disconnected.
 * Returns both under their new names; each is leased by this process.
 */
export async function swap(cluster: Cluster, old: Copy, fresh: Copy, of: string): Promise<{ now: Copy; old: Copy }> {
  const aside: Copy = { ...old, name: testName() };
  const now: Copy = { ...fresh, name: old.name };
  await cluster.tryLease(aside.name);
  try {
    await withoutSessions(cluster, old, (client) =>
      client.query(
        [
          rename(old.name, aside.name),
          rename(fresh.name, now.name),
          comment(ownershipOf(cluster, now, { of, use: 'lease' })),
          comment(ownershipOf(cluster, aside, { of, use: 'lease' })),
        ].join(';'),
      ),
    );
  } catch (error) {
    await cluster.releaseLease(aside.name);
    throw error;
  }
  await cluster.releaseLease(fresh.name);
  return { now, old: aside };
}

/**
 * Gives a copy that a test has finished with another name, under the lease of that, with nobody connected to it: whoever
 * still has its URL does not find it any more, whatever becomes of it. Undefined where it cannot be done.
 */
export async function quarantine(cluster: Cluster, copy: Copy, of: string): Promise<Copy | undefined> {
  if (await hasPrepared(cluster, copy)) {
    return undefined; // PostgreSQL would wait for it five seconds.
  }
  const aside: Copy = { ...copy, name: testName() };
  await cluster.tryLease(aside.name);
  try {
    // Whoever comes by the old name between the two steps is refused. Only a free lease is needed to find what is left.
    await cluster.quick((client) => client.query(allowConnections(copy.name, false)));
    await withoutSessions(cluster, copy, (client) =>
      client.query(
        [
          rename(copy.name, aside.name),
          comment(ownershipOf(cluster, aside, { of, use: 'lease' })),
          allowConnections(aside.name, true),
        ].join(';'),
      ),
    );
  } catch {
    await cluster.releaseLease(aside.name);
    return undefined;
  }
  await cluster.releaseLease(copy.name);
  return aside;
}

/** Makes a copy of a database that a test has; whoever is connected to it is disconnected. */
export async function copyTestDatabase(
  cluster: Cluster,
  source: Copy,
  of: string,
  limit: number,
): Promise<Copy | undefined> {
  const allow = (whether: boolean): Promise<unknown> =>
    cluster.quick((client) => client.query(allowConnections(source.name, whether)));
  // Nobody gets in while it is being copied, for which PostgreSQL would wait five seconds.
  await allow(false);
  try {
    await cluster.quick((client) => terminateSessions(client, source.oid));
    const copy = await makeCopy(cluster, source.name, limit);
    if (copy !== undefined) {
      await recordUse(cluster, copy, { of, use: 'lease' });
    }
    return copy;
  } finally {
    await allow(true);
  }
}

async function withoutSessions<T>(cluster: Cluster, { oid }: Copy, work: (client: Client) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    await cluster.quick((client) => terminateSessions(client, oid));
    try {
      return await cluster.slow(work);
    } catch (error) {
      if (codeOf(error) !== SQLSTATE.objectInUse || attempt === ATTEMPTS) {
        throw error;
      }
    }
  }
}

async function hasPrepared(cluster: Cluster, { oid }: Copy): Promise<boolean> {
  const { rowCount } = await cluster.quick((client) => client.query({ ...PREPARED_TRANSACTIONS, values: [oid] }));
  return rowCount !== 0;
}

const PREPARED_TRANSACTIONS = prepared(
  'prepared_transactions',
  'SELECT FROM pg_prepared_xacts x JOIN pg_database d ON d.datname = x.database WHERE d.oid = $1',
);

/** The statement that lets anybody, superusers included, into a database, or nobody. */
export function allowConnections(name: string, whether: boolean): string {
  return `ALTER DATABASE ${quoteIdentifier(name)} ALLOW_CONNECTIONS ${whether}`;
}

function rename(from: string, to: string): string {
  return `ALTER DATABASE ${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(to)}`;
}

function comment(ownership: Ownership): string {
  return `COMMENT ON DATABASE ${quoteIdentifier(ownership.name)} IS ${quoteLiteral(JSON.stringify(ownership))}`;
}
