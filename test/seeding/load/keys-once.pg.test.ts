import { beforeAll, expect, test } from 'vitest';

import { connect } from '../../../src/postgres/connect.ts';
import { codeOf } from '../../../src/support/errors.ts';
import type { Batch, Column } from '../../../src/seeding/load/batch.ts';
import { readSchema } from '../../../src/seeding/schema/read-schema.ts';
import type { Schema } from '../../../src/seeding/schema/table-shape.ts';
import { keysOnce, type KeysOnce } from '../../../src/seeding/load/keys-once.ts';
import { openLoader } from '../../../src/seeding/load/loader.ts';
import { scratchDatabase, type ScratchDatabase } from '../../database.ts';

const ROWS = 2000;

const TABLES = `
  CREATE TABLE parent (id text PRIMARY KEY, a int, b int, UNIQUE (a, b));
  INSERT INTO parent VALUES ('there', 1, 2);
  CREATE TABLE one (id text REFERENCES parent DEFERRABLE INITIALLY DEFERRED, n float8);
  CREATE TABLE pair (a int, b int, n float8, FOREIGN KEY (b, a) REFERENCES parent (b, a));
  CREATE TABLE parted (id text REFERENCES parent, n float8) PARTITION BY RANGE (n);
  CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (1000);
  CREATE TABLE rest PARTITION OF parted DEFAULT;
  CREATE TABLE keyless (id text, n float8);
  CREATE TABLE watched (LIKE one); ALTER TABLE watched ADD FOREIGN KEY (id) REFERENCES parent;
  CREATE FUNCTION count_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO keyless VALUES ('seen', NEW.n); RETURN NULL; END $$;
  CREATE TRIGGER watching AFTER INSERT ON watched FOR EACH ROW EXECUTE FUNCTION count_it();
  CREATE TABLE late (id text REFERENCES parent, n float8, UNIQUE (n) DEFERRABLE);
  CREATE TABLE always (id text REFERENCES parent, n float8);
  CREATE TABLE parted_watched (LIKE parted) PARTITION BY RANGE (n); ALTER TABLE parted_watched ADD FOREIGN KEY (id) REFERENCES parent;
  CREATE TABLE part_watched PARTITION OF parted_watched DEFAULT;
  CREATE TRIGGER watching AFTER INSERT ON part_watched FOR EACH ROW EXECUTE FUNCTION count_it();
  DO $$ DECLARE t text; BEGIN
    SELECT tgname INTO t FROM pg_trigger WHERE tgrelid = 'always'::regclass LIMIT 1;
    EXECUTE format('ALTER TABLE always ENABLE ALWAYS TRIGGER %I', t);
  END $$;`;

/** A database with these tables and a transaction that is open on its connection. */
interface Open extends AsyncDisposable {
  database: ScratchDatabase;
  schema: Schema;
  keys: KeysOnce;
}

async function open(): Promise<Open> {
  const database = await scratchDatabase('keys');
  await database.client.query(TABLES);
  const keys = await keysOnce(database.client);
  if (keys === undefined) {
    throw new Error('the tests connect as a superuser');
  }
  const schema = await readSchema(database.client);
  await database.client.query('BEGIN');
  return { database, schema, keys, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

function batchOf(table: string, same: Record<string, string | number | null>, rows = ROWS): Batch {
  const columns = Object.entries(same).map(([name, value]): [string, Column] => [name, { kind: 'same', value }]);
  const n: Column = { kind: 'numbers', values: Float64Array.from({ length: rows }, (_, row) => row) };
  return { table: ['public', table], rows, columns: { ...Object.fromEntries(columns), n } };
}

const nothing = (): Promise<void> => Promise.resolve();

let shared: Open;

beforeAll(async () => {
  shared = await open();
  return () => shared[Symbol.asyncDispose]();
});

test.for<[string, boolean, Batch]>([
  ['what is referred to is there', true, batchOf('one', { id: 'there' })],
  ['it is not', false, batchOf('one', { id: 'nowhere' })],
  ['nothing is referred to', true, batchOf('one', { id: null })],
  ['there are few rows', false, batchOf('one', { id: 'there' }, 9)],
  ['a key has two columns', true, batchOf('pair', { a: 1, b: 2 })],
  ['its columns are the other way round', false, batchOf('pair', { a: 2, b: 1 })],
  ['a part of a key is NULL', false, batchOf('pair', { a: 1, b: null })],
  ['a key has its default', false, batchOf('pair', { a: 1 })],
  ['a table has partitions', true, batchOf('parted', { id: 'there' })],
  ['a table has no key', false, batchOf('keyless', { id: 'there' })],
  ['a table has another trigger', false, batchOf('watched', { id: 'there' })],
  ['a partition has another trigger', false, batchOf('parted_watched', { id: 'there' })],
  ['a unique key has a trigger', false, batchOf('late', { id: 'there' })],
  ['a trigger is to fire always', false, batchOf('always', { id: 'there' })],
])('triggers may be left out where %s: %s', async ([, may, batch]) => {
  const table = shared.schema.find(...batch.table);
  expect(table && (await shared.keys.areChecked(table, batch, nothing))).toBe(may);
});

test('a key whose values differ from row to row is left to the server', async () => {
  const { columns, ...rest } = batchOf('one', {});
  const id: Column = { kind: 'values', values: Array.from({ length: ROWS }, () => 'there') };
  const table = shared.schema.find('public', 'one');
  expect(table && (await shared.keys.areChecked(table, { ...rest, columns: { id, ...columns } }, nothing))).toBe(false);
});

test('rows are written without the triggers of their keys, and those after them with theirs', async () => {
  await using own = await open();
  const { client } = own.database;
  const loader = openLoader(client, own.schema, own.keys);
  // A deferred trigger that is left to do keeps its table from being altered.
  const areTriggersLeftToDo = async (): Promise<boolean> => {
    await client.query('SAVEPOINT s');
    const altered = client.query('ALTER TABLE one ADD x int');
    const failure = await altered.then(
      () => undefined,
      (error: unknown) => error,
    );
    await client.query('ROLLBACK TO s');
    return codeOf(failure) === '55006';
  };
  await loader.load(batchOf('one', { id: 'there' }));
  await loader.end();
  expect(await areTriggersLeftToDo()).toBe(false);
  await loader.load(batchOf('one', { id: 'there' }, 10));
  await loader.end();
  expect(await areTriggersLeftToDo()).toBe(true);
  await loader.load(batchOf('watched', { id: 'there' }));
  await loader.end();
  const { rows } = await client.query(
    `SELECT count(*)::int AS seen, current_setting('session_replication_role') AS role FROM keyless WHERE id = 'seen'`,
  );
  expect(rows).toEqual([{ seen: ROWS, role: 'origin' }]);
  await client.query('COMMIT');
});

test('a missing row is reported as the server reports it', async () => {
  await using own = await open();
  await own.database.client.query('SET CONSTRAINTS ALL IMMEDIATE');
  const loader = openLoader(own.database.client, own.schema, own.keys);
  await loader.load(batchOf('one', { id: 'nowhere' }));
  await expect(loader.end()).rejects.toMatchObject({ code: 'LOAD_REFUSED', cause: { code: '23503' } });
});

test('until the transaction ends, nobody can delete the referenced row or add a trigger', async () => {
  await using own = await open();
  const table = own.schema.find('public', 'one');
  const batch = batchOf('one', { id: 'there' });
  const other = await connect(own.database.url);
  try {
    await other.query(`SET lock_timeout = '50ms'`);
    expect(table && (await own.keys.areChecked(table, batch, nothing))).toBe(true);
    const remove = `DELETE FROM parent WHERE id = 'there'`;
    const change = `UPDATE parent SET id = 'elsewhere'`;
    const watch = 'CREATE TRIGGER w AFTER INSERT ON one FOR EACH ROW EXECUTE FUNCTION count_it()';
    for (const statement of [remove, change, watch, 'TRUNCATE parent CASCADE']) {
      await expect(other.query(statement)).rejects.toMatchObject({ code: '55P03' });
    }
    const loader = openLoader(own.database.client, own.schema, own.keys);
    await loader.load(batch);
    await loader.end();
    await own.database.client.query('COMMIT');
    own.keys.forget();
    await expect(other.query(remove)).rejects.toMatchObject({ code: '23503' });
    await own.database.client.query('BEGIN; DELETE FROM one');
    await other.query(`SET lock_timeout = 0`);
    await own.database.client.query('COMMIT');
    await other.query(remove);
    await own.database.client.query('BEGIN');
    expect(table && (await own.keys.areChecked(table, batch, nothing))).toBe(false);
  } finally {
    await other.end();
  }
});

test('with an ordinary role, or in a session for replicas, the server checks keys', async () => {
  await using own = await open();
  const { client } = own.database;
  await client.query('SET LOCAL session_replication_role = local');
  expect(await keysOnce(client)).toBeUndefined();
  await client.query('ROLLBACK');
  await client.query('BEGIN; CREATE ROLE plain_loader; SET LOCAL SESSION AUTHORIZATION plain_loader');
  expect(await keysOnce(client)).toBeUndefined();
  await client.query('ROLLBACK');
  expect(await keysOnce(client)).toBeDefined();
});
