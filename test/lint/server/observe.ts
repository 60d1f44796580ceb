import type { Client } from 'pg';

import { connect, withConnection } from '../../../src/postgres/connect.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { BASE } from './base.ts';
import type { Form } from './form.ts';

/** From the weakest to the strongest. */
const LOCKS = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
];

/** What a server did for a statement, of all tables and materialized views that were there before it. */
export interface Observed {
  rewritten: boolean;
  /** Whether it read all rows of a table. */
  scanned: boolean;
  /** The strongest lock on one of them, as the manual writes it; empty if there is none. */
  lock: string;
  /** Whether it rewrote or scanned a table that nobody else can write meanwhile. */
  isSlowUnderLock: boolean;
  /** The message, if the server refuses it. */
  refused: string | undefined;
}

interface Table {
  oid: number;
  kind: string;
  filenode: number | null;
  hasRows: boolean;
  scans: number;
}

/** Tables and materialized views by OID; `counter` tells how often each was read. */
async function readTables(client: Client, counter: string): Promise<Map<number, Table>> {
  const { rows } = await client.query<Table>(
    `SELECT oid::int, relkind AS kind, pg_relation_filenode(oid)::int AS filenode,
       relkind <> 'p' AND pg_relation_size(oid) > 0 AS "hasRows", ${counter}(oid)::int AS scans
     FROM pg_class WHERE relkind IN ('r', 'p', 'm') AND relnamespace = 'public'::regnamespace`,
  );
  return new Map(rows.map((row) => [row.oid, row]));
}

interface Lock {
  oid: number;
  mode: string;
}

async function readLocks(client: Client, pid: number, granted: boolean): Promise<Lock[]> {
  const { rows } = await client.query<Lock>(
    `SELECT coalesce(relation::int, 0) AS oid, mode FROM pg_locks
     WHERE pid = $1 AND granted = $2 AND (NOT granted OR locktype = 'relation')`,
    [pid, granted],
  );
  return rows;
}

async function backendOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? 0;
}

/** Runs forms on a server, each on the base schema. */
export async function withForms<T>(
  server: PostgresServer,
  work: (observe: (form: Form) => Promise<Observed>) => Promise<T>,
): Promise<T> {
  await withConnection(server.connection(), async (admin) => {
    await admin.query('SET allow_in_place_tablespaces = on');
    await admin.query(`CREATE TABLESPACE second LOCATION ''`);
    await admin.query('CREATE DATABASE forms');
  });
  await withConnection(server.connection('forms'), (client) => client.query(BASE));
  return work((form) =>
    form.before === undefined && form.outside !== true
      ? observeIn(server, 'forms', form)
      : withCopy(server, (copy) => observeIn(server, copy, form)),
  );
}

async function withCopy<T>(server: PostgresServer, work: (copy: string) => Promise<T>): Promise<T> {
  await withConnection(server.connection(), (admin) =>
    admin.query('CREATE DATABASE copy TEMPLATE forms STRATEGY file_copy'),
  );
  try {
    return await work('copy');
  } finally {
    await withConnection(server.connection(), (admin) => admin.query('DROP DATABASE copy'));
  }
}

async function observeIn(server: PostgresServer, database: string, form: Form): Promise<Observed> {
  const [client, holder] = [await connect(server.connection(database)), await connect(server.connection(database))];
  try {
    // Where the session has another time zone, types with and without one are not alike.
    await client.query(`SET timezone = 'Europe/Berlin'`);
    if (form.before !== undefined) {
      await client.query(form.before);
    }
    return await (form.outside === true ? observeOutside(client, holder, form) : observeInside(client, form));
  } catch (error) {
    const refused = error instanceof Error ? error.message : String(error);
    return { rewritten: false, scanned: false, lock: '', isSlowUnderLock: false, refused };
  } finally {
    await Promise.all([client.end(), holder.end()]);
  }
}

/** Locks are there until the transaction ends, and its own counters tell what it read. */
async function observeInside(client: Client, { sql }: Form): Promise<Observed> {
  const counter = 'pg_stat_get_xact_numscans';
  await client.query('BEGIN');
  const before = await readTables(client, counter);
  await client.query(sql);
  const locks = await readLocks(client, await backendOf(client), true);
  // DROP takes the table out of sight, not its lock.
  const after = await readTables(client, counter);
  await client.query('ROLLBACK');
  return summarize(before, after, locks);
}

/** Another session holds all tables ever more weakly: the statement waits for each stronger lock that it needs. */
const HELD = ['ACCESS SHARE', 'ROW EXCLUSIVE', 'SHARE UPDATE EXCLUSIVE', 'ACCESS EXCLUSIVE'];

async function observeOutside(client: Client, holder: Client, { sql }: Form): Promise<Observed> {
  const counter = 'pg_stat_get_numscans';
  const before = await readTables(client, counter);
  const pid = await backendOf(client);
  const savepoints = HELD.map((mode, i) => `SAVEPOINT s${i}; LOCK TABLE meter, part, part_24 IN ${mode} MODE`);
  await holder.query(`BEGIN; ${savepoints.join('; ')}`);
  const run = { ended: false };
  const done = client
    .query(sql)
    .then(
      () => undefined,
      (error: unknown) => error,
    )
    .finally(() => (run.ended = true));
  const waited: Lock[] = [];
  for (let level = HELD.length; level > 0 && !run.ended;) {
    const waiting = await readLocks(holder, pid, false);
    if (waiting.length > 0) {
      waited.push(...waiting);
      level -= 1;
      await holder.query(`ROLLBACK TO s${level}`);
    }
  }
  await holder.query('ROLLBACK');
  const error = await done;
  if (error !== undefined) {
    throw error;
  }
  await client.query('SELECT pg_stat_force_next_flush()');
  return summarize(before, await readTables(client, counter), waited);
}

function summarize(
  before: ReadonlyMap<number, Table>,
  after: ReadonlyMap<number, Table>,
  locks: readonly Lock[],
): Observed {
  const tables = [...before].map(([oid, was]) => {
    const now = after.get(oid);
    // TRUNCATE gives a table another file without copying rows.
    const rewritten = now !== undefined && now.filenode !== was.filenode && now.hasRows;
    const scanned = now !== undefined && now.scans > was.scans;
    const own = locks.filter((lock) => lock.oid === oid).map(({ mode }) => LOCKS.indexOf(mode));
    const strength = Math.max(-1, ...own);
    // Nobody writes a materialized view: only a lock that stops its readers blocks.
    const blocks = strength >= LOCKS.indexOf(was.kind === 'm' ? 'AccessExclusiveLock' : 'ShareLock');
    return { rewritten, scanned, strength, slow: blocks && (rewritten || scanned) };
  });
  const lock = LOCKS[Math.max(...tables.map(({ strength }) => strength))] ?? '';
  return {
    rewritten: tables.some(({ rewritten }) => rewritten),
    scanned: tables.some(({ scanned }) => scanned),
    lock: lock
      .replace(/Lock$/, '')
      .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
      .toUpperCase(),
    isSlowUnderLock: tables.some(({ slow }) => slow),
    refused: undefined,
  };
}
