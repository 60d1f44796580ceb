import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { readContent, type DatabaseFiles } from '../../src/databases/content.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import { AXES, type MigrationVerdict, type VerifyReport } from '../../src/verify/verdict.ts';
import { verifyOn } from '../../src/verify/verify-migrations.ts';

let server: PostgresServer;
let folder: string;

beforeAll(async () => {
  ({ server } = await startServer());
});

afterAll(() => server.stop());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'elementaldb-test-verify-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes `1_a.up.sql` and so on from pairs of texts, and verifies them. */
async function verify(pairs: [up: string, down: string][], files: Partial<DatabaseFiles> = {}): Promise<VerifyReport> {
  for (const [index, [up, down]] of pairs.entries()) {
    writeFileSync(join(folder, `${index + 1}_step.up.sql`), up);
    writeFileSync(join(folder, `${index + 1}_step.down.sql`), down);
  }
  return verifyOn(server, await readContent({ migrations: folder, ...files }));
}

const grades = ({ axes }: MigrationVerdict): string => AXES.map((axis) => axes[axis].grade).join(' ');

const ROWS: [string, string] = ['CREATE TABLE IF NOT EXISTS t (n int)', 'DROP TABLE IF EXISTS t'];

test('an up that fails ends the chain: what follows is not reached', async () => {
  const report = await verify([ROWS, ['CREATE TABLE u (n nonsense)', 'DROP TABLE u'], ROWS]);
  expect(report.migrations.map(grades)).toEqual([
    'pass pass pass pass',
    'fail skipped skipped skipped',
    'skipped skipped skipped skipped',
  ]);
  expect(report.migrations[1]?.axes.applies.details[0]).toBe('line 1: type "nonsense" does not exist (42704)');
  expect(report.ok).toBe(false);
});

test('faults of one migration do not show as faults of the next', async () => {
  const report = await verify([
    ['CREATE TABLE a (n int)', 'DROP TABLE nowhere'],
    ['CREATE TABLE IF NOT EXISTS b (n int); CREATE INDEX ON b (n)', ''],
    ['CREATE TABLE IF NOT EXISTS c AS SELECT count(*) AS n FROM a, b', 'DROP TABLE IF EXISTS c'],
  ]);
  expect(report.migrations.map(grades)).toEqual([
    'pass fail fail skipped',
    'pass fail fail fail',
    'pass pass pass pass',
  ]);
});

test('a role that a migration makes does not stand in the way of its repetition, and is gone at the end', async () => {
  const role = `made_${Date.now()}`;
  const report = await verify([
    [`CREATE ROLE ${role}; CREATE TABLE IF NOT EXISTS t (n int); GRANT SELECT ON t TO ${role}`, ''],
    ['CREATE TABLE IF NOT EXISTS u (n int)', 'DROP TABLE IF EXISTS u'],
  ]);
  expect(report.migrations.map(grades)).toEqual(['pass fail fail fail', 'pass pass pass pass']);
  const details = report.migrations[0]?.axes.reversible.details.join('\n');
  expect(details).toContain(`role ${role}`);
  const { rows } = await withConnection(server.connection(), (client) =>
    client.query('SELECT rolname FROM pg_roles WHERE rolname = $1', [role]),
  );
  expect(rows).toEqual([]);
});

test('seeds with the time and random values raise no alarm', async () => {
  const report = await verify([
    [
      `DO $$ BEGIN
         IF to_regclass('t') IS NULL THEN
           CREATE TABLE t AS SELECT n, clock_timestamp() AS at, gen_random_uuid() AS id FROM generate_series(1, 3) AS n;
         END IF;
       END $$`,
      'DROP TABLE IF EXISTS t',
    ],
  ]);
  expect(report.migrations.map(grades)).toEqual(['pass pass pass pass']);
});

test('what a session is set to does not reach the next file', async () => {
  const report = await verify([
    ['CREATE SCHEMA IF NOT EXISTS s; SET search_path = s', 'DROP SCHEMA IF EXISTS s'],
    [
      'CREATE TABLE IF NOT EXISTS public.t (n int); CREATE TABLE IF NOT EXISTS t (n int)',
      'DROP TABLE IF EXISTS public.t',
    ],
  ]);
  expect(report.migrations.map(grades)).toEqual(['pass pass pass pass', 'pass pass pass pass']);
});

test('the prelude stands for what production has', async () => {
  const prelude = join(folder, 'prelude.sql');
  writeFileSync(prelude, 'CREATE EXTENSION pg_trgm');
  const pair: [string, string] = [
    'CREATE TABLE IF NOT EXISTS t (a text); CREATE INDEX IF NOT EXISTS i ON t USING gin (a gin_trgm_ops)',
    'DROP TABLE IF EXISTS t',
  ];
  expect((await verify([pair])).migrations.map(grades)).toEqual(['fail skipped skipped skipped']);
  expect((await verify([pair], { prelude })).migrations.map(grades)).toEqual(['pass pass pass pass']);
});

test('client data is tried after the last migration', async () => {
  const clientData = join(folder, '999999_client_data.up.sql');
  writeFileSync(clientData, 'COPY public.t (n) FROM stdin;\n1\n2\n\\.\n');
  expect((await verify([ROWS])).clientData).toMatchObject({ grade: 'pass' });
  writeFileSync(clientData, 'COPY public.t (n) FROM stdin;\n1\ntwo\n\\.\n');
  const report = await verify([ROWS]);
  expect(report.clientData).toMatchObject({ grade: 'fail' });
  expect(report.clientData?.details.join('\n')).toContain('999999_client_data.up.sql:3');
  expect(report.ok).toBe(false);
});

test('a folder that golang-migrate would misread is not right, whatever its SQL does', async () => {
  writeFileSync(join(folder, 'V9__c.up.sql'), 'SELECT 1');
  const report = await verify([ROWS]);
  expect(report.migrations.map(grades)).toEqual(['pass pass pass pass']);
  expect(report.findings.map(({ rule }) => rule)).toContain('ignored-name');
});

test('nothing stays on the server', async () => {
  await verify([ROWS]);
  const { rows } = await withConnection(server.connection(), (client) =>
    client.query<{ name: string }>('SELECT datname AS name FROM pg_database ORDER BY 1'),
  );
  expect(rows.map(({ name }) => name)).toEqual(['postgres', 'template0', 'template1']);
});
