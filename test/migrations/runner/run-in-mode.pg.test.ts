import { expect, test } from 'vitest';

import { runMigrationFile } from '../../../src/migrations/runner/run-migration-file.ts';
import { withRunMode, type RunMode } from '../../../src/sql/run-mode.ts';
import { messageOf } from '../../../src/support/errors.ts';
import { scratchDatabase } from '../../database.ts';

/** Runs a script in an empty database; the outcome, and the tables that are there then. */
async function outcomeOf(sql: string, mode: RunMode): Promise<{ said: string; completed: number; tables: string }> {
  await using database = await scratchDatabase();
  const run = await runMigrationFile(database.client, withRunMode(sql, mode));
  const { rows } = await database.client.query<{ tables: string | null }>(
    `SELECT string_agg(relname, ' ' ORDER BY relname) AS tables FROM pg_class WHERE relkind IN ('r', 'i') AND oid >= 16384`,
  );
  return { said: run.ok ? 'ok' : messageOf(run.error), completed: run.completed, tables: rows[0]?.tables ?? '' };
}

const CONCURRENTLY = 'CREATE INDEX CONCURRENTLY i ON t (n);';

test.for<[RunMode, string, string, string]>([
  ['whole', 'CREATE TABLE t (n int); SELECT 1/0;', 'division by zero', ''],
  ['transaction', 'CREATE TABLE t (n int); SELECT 1/0;', 'division by zero', ''],
  ['statements', 'CREATE TABLE t (n int); SELECT 1/0;', 'division by zero', 't'],
  ['whole', `CREATE TABLE t (n int); ${CONCURRENTLY}`, 'CREATE INDEX CONCURRENTLY cannot', ''],
  ['transaction', 'VACUUM', 'VACUUM cannot run inside a transaction block', ''],
  ['whole', 'VACUUM', 'ok', ''],
  ['statements', `CREATE TABLE t (n int); ${CONCURRENTLY}`, 'ok', 'i t'],
  ['transaction', 'CREATE TABLE t (n int)', 'ok', 't'],
  ['transaction', 'CREATE TABLE t (n int); COMMIT; SELECT 1/0', 'division by zero', 't'],
  ['queries', 'CREATE TABLE t (n int); SELECT 1/0;\n', 'division by zero', ''],
  ['queries', 'CREATE TABLE t (n int);\nSELECT 1/0;\n', 'division by zero', 't'],
  ['queries', `CREATE TABLE t (n int); ${CONCURRENTLY}\n`, 'CREATE INDEX CONCURRENTLY cannot', ''],
  ['queries', `CREATE TABLE t (n int); -- t\n${CONCURRENTLY}\n`, 'ok', 'i t'],
  [
    'queries',
    `-- +goose StatementBegin\nCREATE TABLE t (n int);\nSELECT 1/0;\n-- +goose StatementEnd\n`,
    'division',
    '',
  ],
  ['statements', 'CREATE TABEL t (n int)', 'syntax error at or near "TABEL"', ''],
  ['statements', 'CREATE TABLE t (n int); BEGIN;', 'BEGIN without COMMIT', 't'],
  [
    'transaction',
    'CREATE TABLE t (n int UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO t VALUES (1), (1)',
    'duplicate key value',
    '',
  ],
])('%s: %s', async ([mode, sql, said, tables]) => {
  const outcome = await outcomeOf(sql, mode);
  expect(outcome.said.startsWith(said) ? said : outcome.said).toBe(said);
  expect(outcome.tables).toBe(tables);
});

test.for<[RunMode, number]>([
  ['whole', 2],
  ['transaction', 2],
  ['statements', 2],
])('%s: the finished statements are counted', async ([mode, completed]) => {
  expect((await outcomeOf('SELECT 1; SELECT 2; SELECT 1/0; SELECT 3', mode)).completed).toBe(completed);
});

test('a script without a word on how it runs is sent as it is', () => {
  expect(withRunMode('SELECT 1', 'whole')).toBe('SELECT 1');
  expect(withRunMode(' \n', 'transaction')).toBe(' \n');
});
