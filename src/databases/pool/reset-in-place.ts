import { setTimeout as sleep } from 'node:timers/promises';
import { pipeline } from 'node:stream/promises';

import type { Client } from 'pg';
import { from, to } from 'pg-copy-streams';

import { withConnection } from '../../postgres/connect.ts';
import type { Cluster, Template } from './cluster.ts';
import type { Copy } from './copies.ts';
import { readOpenSessions, refuseUnlessConnected } from './open-sessions.ts';
import { hasOriginalProperties, setvalStatements, tablesOf, type WrittenTable } from './reset-copy.ts';
import { readRowVersions, rowVersion, type RowVersions } from './row-versions.ts';
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
 * later stays. Then new connections are refused, unless a client has one that must be ended.
 */
export async function resetInPlace(
  cluster: Cluster,
  copy: Copy,
  template: Template,
  lendFresh: LendFresh,
): Promise<boolean> {
  const sessions = await cluster.withLeaseSession((client) => readOpenSessions(client, [copy.oid]));
  // A client that connects now is seen: it is refused, or connected before.
  if (sessions.length === 0 && (await refuseUnlessConnected(cluster, copy)).length === 0) {
    return false;
  }
  try {
    const isPossible =
      (await cluster.withLeaseSession((client) => hasOriginalProperties(client, copy.oid, template.name, true))) &&
      (await endOwnSessions(cluster, copy)) &&
      (await cancelQueries(cluster, copy));
    return isPossible && (await restore(cluster, copy, template, lendFresh));
  } catch {
    return false; // A lock that is held, or what this role may not read or do.
  }
}

function restore(cluster: Cluster, copy: Copy, template: Template, lendFresh: LendFresh): Promise<boolean> {
  return withConnection(cluster.connection(copy.name), async (client) => {
    await client.query(`SET lock_timeout = ${LOCK_MS}; ${LOSSLESS}`);
    const now = await readRowVersions(client);
    const original = (template.rowVersions ??= await lendFresh(({ name }) =>
      withConnection(cluster.connection(name), readRowVersions),
    ));
    if (now === undefined || now.schema !== original?.schema) {
      return false;
    }
    const versions = { ...original.tables, ...copy.restoredVersions };
    const changed = await tablesOf(client, changedTables(now, versions));
    const advanced = await advancedSequences(client, template);
    if (!changed.every(({ canBeEmptied }) => canBeEmptied) || (await anyCached(client, advanced))) {
      return false;
    }
    const restored = async (fresh?: Client): Promise<Record<string, string>> =>
      restoreRows(client, fresh, { changed, setvals: setvalStatements(template.sequences, advanced) });
    const filled = new Set(template.filled.split(' '));
    const done = changed.some(({ oid }) => filled.has(oid))
      ? await lendFresh(({ name }) =>
          withConnection(cluster.connection(name), async (fresh) => {
            await fresh.query(LOSSLESS);
            return restored(fresh);
          }),
        )
      : await restored();
    if (done === undefined) {
      return false;
    }
    copy.restoredVersions = { ...copy.restoredVersions, ...done };
    await reuseSpace(client, changed);
    return true;
  });
}

/** So that values are written as they are, whatever the database says: the settings of pg_dump. */
const LOSSLESS = 'SET extra_float_digits = 3; SET datestyle = ISO; SET intervalstyle = postgres';

function changedTables(now: RowVersions, original: RowVersions['tables']): string[] {
  return Object.entries(now.tables).flatMap(([oid, version]) => (original[oid] === version ? [] : [oid]));
}

/** The OIDs of the sequences whose state differs from the template's, separated by blanks. */
async function advancedSequences(client: Client, template: Template): Promise<string> {
  const original = new Set(template.sequences.split(' '));
  const advanced = (await readSequenceStates(client)).split(' ').filter((state) => !original.has(state));
  return advanced.map((state) => state.split('=')[0]).join(' ');
}

/** Whether sessions keep numbers of one of these sequences, which nobody can take from them. */
async function anyCached(client: Client, sequences: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_catalog.pg_sequence
      WHERE seqcache > 1 AND seqrelid = ANY (string_to_array(nullif($1, ''), ' ')::oid[])`,
    [sequences],
  );
  return rowCount !== 0;
}

/**
 * In one transaction, without triggers and foreign keys. Rows that a policy hides cause an error. Returns the versions that
 * the restored tables then have.
 */
async function restoreRows(
  client: Client,
  fresh: Client | undefined,
  { changed, setvals }: { changed: readonly WrittenTable[]; setvals: readonly string[] },
): Promise<Record<string, string>> {
  await client.query('BEGIN; SET LOCAL session_replication_role = replica; SET LOCAL row_security = off');
  const { rows } = await client.query<{ xid: string }>('SELECT pg_current_xact_id()::xid::text AS xid');
  const versions: Record<string, string> = {};
  for (const { oid, table } of changed) {
    await client.query(`DELETE FROM ONLY ${table}`);
    const copied = fresh && (await copyRows(fresh, client, table));
    versions[oid] = rowVersion(copied ?? 0, Number(rows[0]?.xid));
  }
  await client.query([...setvals, 'COMMIT'].join(';'));
  return versions;
}

async function copyRows(source: Client, target: Client, table: string): Promise<number> {
  const copy = target.query(from(`COPY ${table} FROM STDIN`));
  await pipeline(source.query(to(`COPY ${table} TO STDOUT`)), copy);
  return copy.rowCount;
}

/**
 * Has the space of deleted rows used again; the server does not do so by itself, since its autovacuum is off. Tables keep their
 * length: to shorten one, VACUUM would wait five seconds for an open transaction that has read it.
 */
async function reuseSpace(client: Client, tables: readonly WrittenTable[]): Promise<void> {
  for (const { table } of tables) {
    await client.query(`VACUUM (TRUNCATE false) ${table}`).catch(() => undefined); // Who may not, or cannot now, leaves it.
  }
}

/** Ends the sessions of `db.pool` and `db.client()`, which expect it. False when they do not end. */
async function endOwnSessions(cluster: Cluster, { oid }: Copy): Promise<boolean> {
  for (const begun = Date.now(); ; await sleep(POLL_MS)) {
    const { rowCount } = await cluster.withLeaseSession((client) =>
      client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datid = $1 AND application_name = 'elementaldb test'`,
        [oid],
      ),
    );
    if (rowCount === 0 || Date.now() - begun > CANCEL_MS) {
      return rowCount === 0;
    }
  }
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
