import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { withConnection } from '../../src/postgres/connect.ts';
import { server, folder, verify, grades, detailsOf, ROWS, useServer } from './verified-files.ts';

useServer();

test('an up that fails ends the chain: what follows is not reached', async () => {
  const report = await verify([ROWS, ['CREATE TABLE u (n nonsense)', 'DROP TABLE u'], ROWS]);
  expect(report.migrations.map(grades)).toEqual([
    'pass pass pass pass',
    'fail skipped skipped skipped',
    'fail skipped skipped skipped',
  ]);
  expect(report.migrations[2]?.verdicts.applies.findings).toMatchObject([
    { code: 'not-reached', what: 'not reached: 2_step ends the chain', file: join(folder, '3_step.up.sql') },
  ]);
  expect(detailsOf(report.migrations[1]?.verdicts.applies)[0]).toBe('line 1: type "nonsense" does not exist (42704)');
  expect(report.ok).toBe(false);
});

test('a setting of a session reaches later files, and the finding is there', async () => {
  const report = await verify([
    ['CREATE SCHEMA IF NOT EXISTS s; SET search_path = s', 'DROP SCHEMA IF EXISTS s'],
    ['CREATE TABLE IF NOT EXISTS t (n int)', 'DROP TABLE IF EXISTS t'],
  ]);
  expect(report.migrations.map(grades)).toEqual(['pass pass pass pass', 'pass pass pass pass']);
  const [finding] = report.migrations[1]?.verdicts.sessionIndependent.findings ?? [];
  expect(finding).toMatchObject({ code: 'session-differs', status: 'fail' });
  expect(finding?.details).toEqual([
    '1_step.up.sql leaves in the session: SET search_path = s',
    '- table public.t (1 column)',
    '+ table s.t (1 column)',
  ]);
  expect(finding?.fix).toContain('SET LOCAL');
  expect(report.ok).toBe(false);
});

test('an up that takes the ledger away ends the chain', async () => {
  const report = await verify([
    ['DROP TABLE IF EXISTS schema_migrations; CREATE TABLE IF NOT EXISTS t (n int)', ROWS[1]],
    ROWS,
  ]);
  expect(report.migrations[0]?.verdicts.applies.findings).toMatchObject([{ code: 'ledger-lost', status: 'fail' }]);
  expect(report.migrations.map(grades)).toEqual(['fail skipped skipped skipped', 'fail skipped skipped skipped']);
});

test('the one session is not tried when an up fails', async () => {
  const report = await verify([['CREATE TABLE u (n nonsense)', '']]);
  expect(report.migrations[0]?.verdicts.sessionIndependent).toMatchObject({
    status: 'skipped',
    reason: 'the up failed',
  });
});

test('an up that does not run again from the same state ends the chain, and the report is there', async () => {
  const made = `made_${Date.now()}`;
  const report = await verify([ROWS, [`SELECT pg_replication_origin_create('${made}')`, ''], ROWS]);
  expect(report.migrations.map(grades)).toEqual([
    'pass pass pass pass',
    'fail fail fail fail',
    'fail skipped skipped skipped',
  ]);
  expect(detailsOf(report.migrations[1]?.verdicts.applies)[0]).toContain(
    '"pg_replication_origin_roname_index" (23505)',
  );
  expect(report.ok).toBe(false);
  expect(report.migrations[0]?.verdicts.sessionIndependent.status).toBe('skipped');
  await withConnection(server.connection(), (client) => client.query('SELECT pg_replication_origin_drop($1)', [made]));
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

test('an up with comments only is not reported as an up without effect', async () => {
  const report = await verify([['-- nothing to do here', '-- nor here']]);
  expect(report.migrations.map(grades)).toEqual(['pass pass pass pass']);
});

test.each([
  ['breaks a foreign key', 'COPY public.child (parent) FROM stdin;\n7\n\\.\n', 'child_parent_fkey'],
  ['holds a command of psql', '\\connect other\n', ':1: '],
  ['undoes what it loads', 'ROLLBACK;\n', ':1: '],
])('client data that %s is a verdict beside the others', async (_, dump, names) => {
  const clientData = join(folder, '999999_client_data.up.sql');
  writeFileSync(clientData, dump);
  const up =
    'CREATE TABLE IF NOT EXISTS parent (id int PRIMARY KEY); CREATE TABLE IF NOT EXISTS child (parent int REFERENCES parent)';
  const report = await verify([[up, 'DROP TABLE IF EXISTS child; DROP TABLE IF EXISTS parent']]);
  expect(report.migrations.map(grades)).toEqual(['pass pass pass pass']);
  expect(report.clientData).toMatchObject({ status: 'fail' });
  expect(detailsOf(report.clientData).join('\n')).toContain(names);
  expect(report.clientData?.findings[0]?.fix).not.toBe('');
  expect(report.migrations[0]?.verdicts.sessionIndependent.status).toBe('pass');
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

test('a full disk is not a defect of the migration: it is an environment error and not a verdict', async () => {
  const full = `DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$`;
  await expect(verify([ROWS, [full, 'SELECT 1']])).rejects.toMatchObject({
    kind: 'environment',
    code: 'MIGRATION_FAILED',
    sqlstate: '53100',
  });
});
