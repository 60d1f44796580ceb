import type { Client } from 'pg';

import { prepared } from '../../postgres/prepared.ts';
import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { codeOf } from '../../support/errors.ts';
import { allowConnections, commentOnDatabase, renameDatabase } from '../database-statements.ts';
import { terminateSessions } from '../force-drop.ts';
import { testName } from '../ownership.ts';
import type { Cluster } from './cluster.ts';
import { createCopy, makeCopy, ownershipOf, recordUse, type Copy } from './copies.ts';
import { dropCopy } from './drop-copy.ts';

/** How often to try again when sessions connect in between. */
const ATTEMPTS = 5;

/**
 * Puts a fresh copy of `source` in the place of `copy`. When the limit does not allow a second copy and so there is no
 * `fresh` one, the old one is dropped first; otherwise it is returned.
 */
export async function putInPlace(
  cluster: Cluster,
  { copy, fresh, source, of }: { copy: Copy; fresh: Copy | undefined; source: string; of: string },
): Promise<{ now: Copy; old?: Copy }> {
  if (fresh !== undefined) {
    return swap(cluster, copy, fresh, of);
  }
  await dropCopy(cluster, copy);
  const now = await createCopy(cluster, source, copy.name);
  await recordUse(cluster, now, { of, use: 'lease' });
  return { now };
}

/**
 * Puts `fresh` in the place of `old`: under its name and lease. Sessions in `old` are terminated. Returns both under
 * their new names; this process holds the leases of both.
 */
async function swap(cluster: Cluster, old: Copy, fresh: Copy, of: string): Promise<{ now: Copy; old: Copy }> {
  const retired: Copy = { ...old, name: testName() };
  const now: Copy = { ...fresh, name: old.name };
  await cluster.tryLease(retired.name);
  try {
    await withoutSessions(cluster, old, (client) =>
      client.query(
        [
          renameDatabase(old.name, retired.name),
          renameDatabase(fresh.name, now.name),
          comment(cluster, now, of),
          comment(cluster, retired, of),
        ].join(';'),
      ),
    );
  } catch (error) {
    await cluster.releaseLease(retired.name);
    await cluster.withLeaseSession((client) => client.query(allowConnections(old.name, true)));
    throw error;
  }
  await cluster.releaseLease(fresh.name);
  return { now, old: retired };
}

/**
 * Gives a used copy that refuses connections another name, under the lease of that name and with no session in it: clients
 * that still have its URL cannot reach it any more, whatever becomes of it. Undefined where that fails.
 */
export async function quarantine(cluster: Cluster, copy: Copy, of: string): Promise<Copy | undefined> {
  if (await hasPreparedTransactions(cluster, copy)) {
    return undefined; // PostgreSQL would wait five seconds for them.
  }
  const renamed: Copy = { ...copy, name: testName() };
  await cluster.tryLease(renamed.name);
  try {
    await withoutSessions(cluster, copy, (client) =>
      client.query(
        [
          renameDatabase(copy.name, renamed.name),
          comment(cluster, renamed, of),
          allowConnections(renamed.name, true),
        ].join(';'),
      ),
    );
  } catch {
    await cluster.releaseLease(renamed.name);
    return undefined;
  }
  await cluster.releaseLease(copy.name);
  return renamed;
}

/** Copies a test's database. Sessions in it are terminated. */
export async function copyTestDatabase(
  cluster: Cluster,
  source: Copy,
  of: string,
  limit: number,
): Promise<Copy | undefined> {
  const allow = (whether: boolean): Promise<unknown> =>
    cluster.withLeaseSession((client) => client.query(allowConnections(source.name, whether)));
  // New sessions would make PostgreSQL wait five seconds before it copies.
  await allow(false);
  try {
    await cluster.withLeaseSession((client) => terminateSessions(client, source.oid));
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
    await cluster.withLeaseSession((client) => terminateSessions(client, oid));
    try {
      return await cluster.withMakerSession(work);
    } catch (error) {
      if (codeOf(error) !== SQLSTATE.objectInUse || attempt === ATTEMPTS) {
        throw error;
      }
    }
  }
}

export async function hasPreparedTransactions(cluster: Cluster, { oid }: Copy): Promise<boolean> {
  const { rowCount } = await cluster.withLeaseSession((client) =>
    client.query({ ...PREPARED_TRANSACTIONS, values: [oid] }),
  );
  return rowCount !== 0;
}

const PREPARED_TRANSACTIONS = prepared(
  'prepared_transactions',
  'SELECT FROM pg_prepared_xacts x JOIN pg_database d ON d.datname = x.database WHERE d.oid = $1',
);

function comment(cluster: Cluster, copy: Copy, of: string): string {
  return commentOnDatabase(copy.name, JSON.stringify(ownershipOf(cluster, copy, { of, use: 'lease' })));
}
