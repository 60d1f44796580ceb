import { inspect } from 'node:util';

import { describe, expect, test } from 'vitest';

import { explainSqlError } from '../../../src/migrations/runner/explain-sql-error.ts';
import { migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { runMigrationFile } from '../../../src/migrations/runner/run-migration-file.ts';
import { MigrationSqlError, renderSqlError } from '../../../src/migrations/runner/sql-error.ts';
import { scratchDatabase } from '../../database.ts';
import { migrationsFolder, tablePairs } from '../migrations-folder.ts';

/** Runs a text that must fail and explains why. */
async function failureOf(sql: string): Promise<MigrationSqlError> {
  await using database = await scratchDatabase();
  const run = await runMigrationFile(database.client, sql);
  if (run.ok) {
    throw new Error('it ran');
  }
  return explainSqlError({ file: '1_a.up.sql', sql, error: run.error, completed: run.completed });
}

test.for([
  ['disk_full', 'environment'],
  ['out_of_memory', 'environment'],
  ['admin_shutdown', 'environment'],
  ['query_canceled', 'migration'],
  ['undefined_table', 'migration'],
] as const)('%s is an error of the %s', async ([condition, kind]) => {
  const sql = `DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${condition}'; END $$`;
  expect((await failureOf(sql)).kind).toBe(kind);
});

describe('the location of an error is known', () => {
  test.for([
    ['from the position, counted in characters', `/* 😀 */ SELECT 'é', nope;`, '1:21', '42703'],
    ['after CRLF', 'SELECT 1;\r\nSELECT nope;\r\n', '2:8', '42703'],
    ['of a syntax error', 'SELECT 1;\nCREATE TABEL x;', '2:8', '42601'],
    [
      'within a function body',
      'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETRUN 1;\nEND $$',
      '3:3',
      '42601',
    ],
    [
      'by counting the statements before it',
      'BEGIN;\nCREATE TABLE a (i int PRIMARY KEY);\n-- x\nINSERT INTO a VALUES (1);\nINSERT INTO a\n VALUES (1);\nEND;',
      '5:1',
      '23505',
    ],
    [
      'of the COMMIT that checks a deferred constraint',
      'BEGIN;\nCREATE TABLE a (i int UNIQUE DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO a VALUES (1), (1);\nEND;',
      '4:1',
      '23505',
    ],
    [
      'within a DO block',
      `SELECT 1;\nDO $x$\nBEGIN\n  PERFORM 1;\n\tRAISE EXCEPTION 'no' USING ERRCODE = 'XX123';\nEND $x$;`,
      '5:2',
      'XX123',
    ],
    ['within a DO block written as a string', `DO 'BEGIN\nEXECUTE ''SELECT nope'';\nEND'`, '2:1', '42703'],
  ] as const)('%s', async ([, sql, place, sqlstate]) => {
    const error = await failureOf(sql);
    expect(`${error.line}:${error.column}`).toBe(place);
    expect(error.sqlstate).toBe(sqlstate);
    expect(error.message).toBe(`1_a.up.sql:${place}: ${error.serverMessage} (${sqlstate})`);
    expect(error.frame).toMatch(/^> \d+ \| .*\n +\| \s*\^/m);
  });
});

test("the server's fields are kept", async () => {
  const sql = `CREATE TABLE a (i int CONSTRAINT positive CHECK (i > 0)); INSERT INTO a VALUES (-1);`;
  expect(await failureOf(sql)).toMatchObject({
    code: 'MIGRATION_FAILED',
    kind: 'migration',
    constraintName: 'positive',
    tableName: 'a',
    schemaName: 'public',
    detail: expect.stringContaining('-1'),
    statement: 'INSERT INTO a VALUES (-1)',
  });
  expect(await failureOf(`DO $$ BEGIN EXECUTE 'SELECT nope'; END $$`)).toMatchObject({
    internalQuery: 'SELECT nope',
    where: expect.stringContaining('inline_code_block'),
  });
});

describe('the state of the database is reported', () => {
  test.for([
    ['BEGIN;\nSELECT 1/0;\nEND;', 'Nothing of the file was kept', 'force 1'],
    ['SELECT 1;\nSELECT 1/0;', 'Nothing of the file was kept', 'force 1'],
    [
      'BEGIN;\nCREATE TABLE a ();\nEND;\nSELECT 1/0;',
      'The first 3 statements, to line 3, were committed;',
      'Undo by hand',
    ],
    ['BEGIN; CREATE TABLE a ();', 'Nothing of the file was kept', 'End the file with COMMIT'],
    [
      'CREATE UNIQUE INDEX CONCURRENTLY twice ON t1 (length(name))',
      'leaves an invalid index: twice',
      'Drop the invalid index',
    ],
  ] as const)('%j', async ([sql, state, hint]) => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder({
      ...tablePairs(2),
      '000001_t1.up.sql': `CREATE TABLE t1 (name text); INSERT INTO t1 VALUES ('a'), ('b')`,
      '000002_t2.up.sql': sql,
    });
    const error: unknown = await migrateUp(database.url, { folder: folder.path }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MigrationSqlError);
    expect(error).toMatchObject({ state: expect.stringContaining(state), hint: expect.stringContaining(hint) });
    expect(error).toMatchObject({ state: expect.stringContaining('The ledger is at 2 (dirty)') });
    expect(error).toMatchObject({ hint: expect.stringContaining('force 1') });
  });
});

test('the plain text contains all details once', async () => {
  const error = await failureOf('CREATE TABLE a (name text);\nSELECT "Name" FROM a;');
  expect(renderSqlError(error)).toBe(
    [
      '1_a.up.sql:2:8: column "Name" does not exist (42703)',
      '',
      '  1 | CREATE TABLE a (name text);',
      '> 2 | SELECT "Name" FROM a;',
      '    |        ^',
      '',
      'server hint: Perhaps you meant to reference the column "a.name".',
    ].join('\n'),
  );
});

test('it does not contain the password of the connection', async () => {
  await using database = await scratchDatabase();
  await using folder = await migrationsFolder({ '1_a.up.sql': 'SELECT nope' });
  const url = new URL(database.url);
  const role = `${database.name}_login`;
  await database.client.query(`CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD 'sesame-open'`);
  url.username = role;
  url.password = 'sesame-open';
  try {
    const error: unknown = await migrateUp(url.href, { folder: folder.path }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MigrationSqlError);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('sesame');
    expect(error instanceof MigrationSqlError && renderSqlError(error)).not.toContain('sesame');
  } finally {
    await database.client.query(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
  }
});
