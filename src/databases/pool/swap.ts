import type { Client } from 'pg';

import { prepared } from '../../postgres/prepared.ts';
import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { codeOf } from '../../support/errors.ts';
import { disconnectEverybody } from '../drop-disconnecting.ts';
import { testName, type Mark } from '../mark.ts';
import type { Cluster } from './cluster.ts';
import { makeCopy, markCopy, markOf, type Copy } from './copies.ts';

/** How often it is tried when somebody connects again in between. */
const ATTEMPTS = 5;

/**
 * Puts `fresh` in the place of `old`: under its name and its lease. Whoever is connected to `old` is disconnected.
 * Returns both under their new names; each is leased by this process.
 */
export async function swap(cluster: Cluster, old: Copy, fresh: Copy, of: string): Promise<{ now: Copy; old: Copy }> {
  const aside: Copy = { ...old, name: testName() };
  const now: Copy = { ...fresh, name: old.name };
  await cluster.tryHold(aside.name);
  try {
    await withNobodyIn(cluster, old, (client) =>
      client.query(
        [
          rename(old.name, aside.name),
          rename(fresh.name, now.name),
          comment(markOf(cluster, now, { of, use: 'lease' })),
          comment(markOf(cluster, aside, { of, use: 'lease' })),
        ].join(';'),
      ),
    );
  } catch (error) {
    await cluster.letGo(aside.name);
    throw error;
  }
  await cluster.letGo(fresh.name);
  return { now, old: aside };
}

/**
 * Gives a copy that a test has finished with another name, under the lease of that, with nobody connected to it: whoever
 * still has its URL does not find it any more, whatever becomes of it. Undefined where it cannot be done.
 */
export async function setAside(cluster: Cluster, copy: Copy, of: string): Promise<Copy | undefined> {
  if (await hasPrepared(cluster, copy)) {
    return undefined; // PostgreSQL would wait for it five seconds.
  }
  const aside: Copy = { ...copy, name: testName() };
  await cluster.tryHold(aside.name);
  try {
    // Whoever comes by the old name between the two steps is refused. Only a free lease is needed to find what is left.
    await cluster.quick((client) => client.query(allowConnections(copy.name, false)));
    await withNobodyIn(cluster, copy, (client) =>
      client.query(
        [
          rename(copy.name, aside.name),
          comment(markOf(cluster, aside, { of, use: 'lease' })),
          allowConnections(aside.name, true),
        ].join(';'),
      ),
    );
  } catch {
    await cluster.letGo(aside.name);
    return undefined;
  }
  await cluster.letGo(copy.name);
  return aside;
}

/** Makes a copy of a database that a test has; whoever is connected to it is disconnected. */
export async function copyOfLeased(
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
    await cluster.quick((client) => disconnectEverybody(client, source.oid));
    const copy = await makeCopy(cluster, source.name, limit);
    if (copy !== undefined) {
      await markCopy(cluster, copy, { of, use: 'lease' });
    }
    return copy;
  } finally {
    await allow(true);
  }
}

async function withNobodyIn<T>(cluster: Cluster, { oid }: Copy, work: (client: Client) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    await cluster.quick((client) => disconnectEverybody(client, oid));
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

function comment(mark: Mark): string {
  return `COMMENT ON DATABASE ${quoteIdentifier(mark.name)} IS ${quoteLiteral(JSON.stringify(mark))}`;
}
