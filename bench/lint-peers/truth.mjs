import { Client } from 'pg';

import { BASE } from './cases.mjs';

/** From SHARE up nobody else can write to the table. */
const BLOCKING = new Set(['ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock']);

/**
 * What a server does for an up: whether a second run fails or makes an index or constraint again, whether a table with rows
 * gets another file, and whether it reads or rewrites a table that nobody can write meanwhile.
 */
export async function truthOf(sql, admin, server, number) {
  const name = `peers_${number}`;
  await admin.query(`CREATE DATABASE ${name}`);
  const client = new Client({ connectionString: server.connectionString(name) });
  await client.connect();
  try {
    // In a session in UTC, types with and without a time zone are alike.
    await client.query(`SET timezone = 'Europe/Berlin'`);
    await client.query(BASE);
    return { ...(await lockedBy(sql, client)), ...(await repeated(sql, client)) };
  } catch (error) {
    throw new Error(`the server refuses ${sql}`, { cause: error });
  } finally {
    await client.end();
    await admin.query(`DROP DATABASE ${name}`);
  }
}

/** Locks are there until the transaction ends. Forms with CONCURRENTLY refuse one, and let others write. */
async function lockedBy(sql, client) {
  if (/CONCURRENTLY/.test(sql)) {
    return { blocking: false };
  }
  await client.query('BEGIN');
  const before = await tables(client);
  await client.query(sql.replaceAll(/\b(?:BEGIN|COMMIT);/g, ''));
  const { rows: locks } = await client.query(
    `SELECT relation::int AS oid, mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation'`,
  );
  const after = new Map((await tables(client)).map((each) => [each.oid, each]));
  await client.query('ROLLBACK');
  const blocking = before.some(({ oid, file, scans, kind }) => {
    const now = after.get(oid);
    // Nobody writes a materialized view: only a lock that stops its readers blocks.
    const stops = locks.some(
      (lock) => lock.oid === oid && (kind === 'm' ? lock.mode === 'AccessExclusiveLock' : BLOCKING.has(lock.mode)),
    );
    return stops && now !== undefined && (now.scans > scans || isRewritten(file, now));
  });
  return { blocking };
}

async function repeated(sql, client) {
  const before = await tables(client);
  await client.query(sql);
  const after = new Map((await tables(client)).map((each) => [each.oid, each]));
  const made = await countMade(client);
  const failed = await client.query(sql).then(
    () => false,
    () => true,
  );
  await client.query('ROLLBACK');
  return {
    idempotent: failed || made !== (await countMade(client)),
    // A materialized view gets another file by each refresh.
    rewrite: before.some(({ oid, file, kind }) => kind !== 'm' && after.has(oid) && isRewritten(file, after.get(oid))),
  };
}

/** TRUNCATE gives a table another file without copying rows. */
function isRewritten(file, now) {
  return now.file !== file && now.filled;
}

async function tables(client) {
  const { rows } = await client.query(
    `SELECT oid::int, relkind AS kind, pg_relation_filenode(oid) AS file, pg_stat_get_xact_numscans(oid)::int AS scans,
       relkind <> 'p' AND pg_relation_size(oid) > 0 AS filled
     FROM pg_class WHERE relkind IN ('r', 'p', 'm') AND relnamespace = 'public'::regnamespace`,
  );
  return rows;
}

async function countMade(client) {
  const { rows } = await client.query(
    'SELECT (SELECT count(*) FROM pg_index) + (SELECT count(*) FROM pg_constraint) AS count',
  );
  return rows[0].count;
}
