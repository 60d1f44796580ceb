import { setTimeout as sleep } from 'node:timers/promises';
import { pipeline } from 'node:stream/promises';

import type { Client } from 'pg';
import { from, to } from 'pg-copy-streams';

import { withConnection } from '../../postgres/connect.ts';
import type { Cluster, Template } from './cluster.ts';
import type { Copy } from './copies.ts';
import { readOpenSessions } from './open-sessions.ts';
import { hasOriginalProperties, setvalStatements, tablesOf, type WrittenTable } from './reset-copy.ts';
import { readRowVersions, type RowVersions } from './row-versions.ts';
import { readSequenceStates } from './template-content.ts';

/** How long a canceled query may take to end, and how often to look, in milliseconds. */
const CANCEL_MS = 500;
const POLL_MS = 5;

/** How long to wait for a lock that a client holds, in milliseconds. */
const LOCK_MS = 500;

/** Lends a copy that equals the template while `work` runs; undefined when none can be had. */
export type LendFresh = <T>(work: (fresh: Copy) => Promise<T>) => Promise<T | undefined>;

/**
 * Restores the rows and sequences of a copy while clients are connected to it, and leaves their sessions, the tables and
 * the types as they are: ending a session is an uncaught exception in some drivers, and a statement that a client has
 * prepared stays valid. Queries that run are canceled. False when no client is connected, or when this is not possible and
 * nothing has changed: something other than rows is different, or a client holds a lock. What an open transaction commits
 * later stays.
 */
export async function resetInPlace(
  cluster: Cluster,
  copy: Copy,
  template: Template,
  lendFresh: LendFresh,
): Promise<boolean> {
  const isPossible =
    (await cluster.withLeaseSession((client) => readOpenSessions(client, [copy.oid]))).length > 0 &&
    (await cluster.withLeaseSession((client) => hasOriginalProperties(client, copy.oid, template.name, true))) &&
    (await cancelQueries(cluster, copy));
  if (!isPossible) {
    return false;
  }
  return withConnection(cluster.connection(copy.name), async (client) => {
    await client.query(`SET lock_timeout = ${LOCK_MS}`);
    const now = await readRowVersions(client);
    const original = (template.rowVersions ??= await lendFresh(({ name }) =>
      withConnection(cluster.connection(name), readRowVersions),
    ));
    if (now === undefined || now.schema !== original?.schema) {
      return false;
    }
    const changed = await tablesOf(client, changedTables(now, original));
    if (!changed.every(({ canBeEmptied }) => canBeEmptied)) {
      return false;
    }
    const restore = (fresh: Client | undefined): Promise<true> => restoreRows(client, fresh, { changed, template });
    const filled = new Set(template.filled.split(' '));
    return changed.some(({ oid }) => filled.has(oid))
      ? ((await lendFresh(({ name }) => withConnection(cluster.connection(name), restore))) ?? false)
      : restore(undefined);
  });
}

function changedTables(now: RowVersions, original: RowVersions): string[] {
  return Object.entries(now.tables).flatMap(([oid, version]) => (original.tables[oid] === version ? [] : [oid]));
}

/** In one transaction, without triggers and foreign keys. Rows that a policy hides cause an error. */
async function restoreRows(
  client: Client,
  fresh: Client | undefined,
  { changed, template }: { changed: readonly WrittenTable[]; template: Template },
): Promise<true> {
  await client.query('BEGIN; SET LOCAL session_replication_role = replica; SET LOCAL row_security = off');
  for (const { table } of changed) {
    await client.query(`DELETE FROM ONLY ${table}`);
    if (fresh !== undefined) {
      await pipeline(fresh.query(to(`COPY ${table} TO STDOUT`)), client.query(from(`COPY ${table} FROM STDIN`)));
    }
  }
  const states = template.sequences.split(' ');
  const original = new Set(states);
  const advanced = (await readSequenceStates(client)).split(' ').filter((state) => !original.has(state));
  const oids = advanced.map((state) => state.split('=')[0]).join(' ');
  await client.query([...setvalStatements(template.sequences, oids), 'COMMIT'].join(';'));
  return true;
}

/** False when a query does not end. */
async function cancelQueries(cluster: Cluster, { oid }: Copy): Promise<boolean> {
  for (const begun = Date.now(); ; await sleep(POLL_MS)) {
    const isBusy = await cluster.withLeaseSession(async (client) => {
      const active = (await readOpenSessions(client, [oid])).filter(({ state }) => state === 'active');
      await client.query('SELECT pg_cancel_backend(pid) FROM unnest($1::int[]) AS pid', [active.map(({ pid }) => pid)]);
      return active.length > 0;
    });
    if (!isBusy || Date.now() - begun > CANCEL_MS) {
      return !isBusy;
    }
  }
}
