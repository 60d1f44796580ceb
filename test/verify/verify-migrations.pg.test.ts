import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { readContent, type DatabaseFiles } from '../../src/databases/content.ts';
import type { VerifyEntry } from '../../src/findings/baseline.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import type { Axis, MigrationVerdict, Verdict, VerifyReport } from '../../src/verify/report/verdict.ts';
import { verifyEntries } from '../../src/verify/report/baseline.ts';
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

/** Writes `1_a.up.sql` and so on from pairs of source, and verifies them. */
async function verify(pairs: [up: string, down: string][], files: Partial<DatabaseFiles> = {}): Promise<VerifyReport> {
  for (const [index, [up, down]] of pairs.entries()) {
    writeFileSync(join(folder, `${index + 1}_step.up.sql`), up);
    writeFileSync(join(folder, `${index + 1}_step.down.sql`), down);
  }
  return verifyOn(server, await readContent({ migrations: folder, ...files }));
}

const EMPTY_PASS: Axis[] = ['applies', 'idempotent', 'reversible', 'reappliable'];

const grades = ({ verdicts }: MigrationVerdict): string => EMPTY_PASS.map((axis) => verdicts[axis].status).join(' ');

const detailsOf = (verdict: Verdict | undefined): string[] => verdict?.findings.flatMap(({ details }) => details) ?? [];

const ROWS: [string, string] = ['CREATE TABLE IF NOT EXISTS t (n int)', 'DROP TABLE IF EXISTS t'];

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

test('what an accepted failure of an up hides is a failure, until it is accepted itself', async () => {
  const pairs: [string, string][] = [ROWS, ['CREATE TABLE u (n nonsense)', 'DROP TABLE u'], ROWS, ROWS];
  const failed = await verify(pairs);
  const accepting = async (baseline: VerifyEntry[], only?: bigint[]): Promise<VerifyReport> =>
    verifyOn(server, await readContent({ migrations: folder }), { baseline, only });
  const entries = verifyEntries(failed);
  expect(entries.map(({ version, code }) => `${version} ${code}`)).toEqual([
    '2 up-fails',
    '3 not-reached',
    '4 not-reached',
  ]);

  const partly = await accepting(entries.slice(0, 2));
  expect(partly.migrations.map(({ verdicts }) => verdicts.applies.status)).toEqual([
    'pass',
    'waived',
    'waived',
    'fail',
  ]);
  expect(partly.ok).toBe(false);
  expect((await accepting(entries)).ok).toBe(true);
  // A part of the chain that lies behind the failure: none of it was tried.
  expect(await accepting(entries.slice(0, 1), [4n])).toMatchObject({
    ok: false,
    migrations: [{ version: 2n }, { version: 4n, verdicts: { applies: { findings: [{ code: 'not-reached' }] } } }],
  });
  // The comment that accepts the axis is about what the up does.
  writeFileSync(join(folder, '3_step.up.sql'), '-- elementaldb: allow applies known\nSELECT 1');
  writeFileSync(join(folder, '4_step.up.sql'), '-- elementaldb: allow not-reached known\nSELECT 1');
  const commented = await accepting(entries.slice(0, 1));
  expect(commented.migrations.map(({ verdicts }) => verdicts.applies.status)).toEqual([
    'pass',
    'waived',
    'fail',
    'waived',
  ]);
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

test('a role that a migration creates does not prevent its repetition, and is dropped at the end', async () => {
  const role = `made_${Date.now()}`;
  const report = await verify([
    [`CREATE ROLE ${role}; CREATE TABLE IF NOT EXISTS t (n int); GRANT SELECT ON t TO ${role}`, ''],
    ['CREATE TABLE IF NOT EXISTS u (n int)', 'DROP TABLE IF EXISTS u'],
  ]);
  expect(report.migrations.map(grades)).toEqual(['pass fail fail fail', 'pass pass pass pass']);
  const details = detailsOf(report.migrations[0]?.verdicts.reversible).join('\n');
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

test('an up that empties the ledger is accused alone', async () => {
  const report = await verify([
    ['DELETE FROM schema_migrations; CREATE TABLE IF NOT EXISTS u (n int)', 'DROP TABLE IF EXISTS u'],
    ROWS,
  ]);
  expect(report.migrations[0]?.verdicts.applies.findings).toMatchObject([{ code: 'ledger-lost', status: 'fail' }]);
  expect(report.migrations.map(grades)).toEqual(['fail pass pass pass', 'pass pass pass pass']);
});

test('the one session is not tried when an up fails', async () => {
  const report = await verify([['CREATE TABLE u (n nonsense)', '']]);
  expect(report.migrations[0]?.verdicts.sessionIndependent).toMatchObject({
    status: 'skipped',
    reason: 'the up failed',
  });
});

test('a database that a migration creates is reported once, and dropped at the end', async () => {
  const name = `made_${Date.now()}`;
  const report = await verify([
    ROWS,
    [`CREATE DATABASE ${name}`, `DROP DATABASE IF EXISTS ${name}`],
    ['CREATE TABLE u (n int)', 'DROP TABLE IF EXISTS u'],
  ]);
  expect(report.migrations.map(grades)).toEqual(['pass pass pass pass', 'pass fail pass pass', 'pass fail pass pass']);
  const { verdicts } = report.migrations[1] ?? {};
  expect(verdicts?.idempotent.findings).toMatchObject([
    { code: 'second-up-fails', fix: expect.stringContaining('outside of migrations') },
  ]);
  expect([verdicts?.dataPreserved.status, verdicts?.sessionIndependent.status]).toEqual(['pass', 'pass']);
  const { rows } = await withConnection(server.connection(), (client) =>
    client.query('SELECT FROM pg_database WHERE datname = $1', [name]),
  );
  expect(rows).toEqual([]);
});

test('settings and privileges of the database survive its repair', async () => {
  const report = await verify([
    [
      `CREATE SCHEMA s;
       DO $$ BEGIN
         EXECUTE format('ALTER DATABASE %I SET search_path = s, public', current_database());
         EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
       END $$`,
      'DROP SCHEMA s',
    ],
    ['CREATE TABLE IF NOT EXISTS t (n int)', 'DROP TABLE IF EXISTS t'],
  ]);
  expect(report.migrations.map(grades)).toEqual(['pass fail fail pass', 'pass pass pass pass']);
  // Each file finds the new setting, the one session does not: the table is made elsewhere.
  expect(detailsOf(report.migrations[1]?.verdicts.sessionIndependent)).toEqual([
    '+ table public.t (1 column)',
    '- table s.t (1 column)',
  ]);
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

test('a role that holds privileges everywhere is dropped all the same', async () => {
  const role = `holder_${Date.now()}`;
  const report = await verify([
    [
      `CREATE ROLE ${role}; GRANT SET ON PARAMETER work_mem TO ${role}; GRANT CREATE ON TABLESPACE pg_default TO ${role};
       ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ${role}; GRANT SELECT ON schema_migrations TO ${role}`,
      `DROP OWNED BY ${role}; DROP ROLE ${role}`,
    ],
    ROWS,
  ]);
  expect(report.migrations.map(grades)).toEqual(['pass fail pass pass', 'pass pass pass pass']);
  expect(report.notes).toEqual([]);
  expect(report.migrations.map(({ verdicts }) => verdicts.sessionIndependent.status)).not.toContain('fail');
});

test('a role that cannot be dropped is a note beside the result', async () => {
  const role = `keeper_${Date.now()}`;
  await withConnection(server.connection(), (client) => client.query(`CREATE DATABASE ${role}`));
  const report = await verify([
    [
      `DO $$ BEGIN
         IF to_regrole('${role}') IS NULL THEN CREATE ROLE ${role}; END IF;
         ALTER DATABASE ${role} OWNER TO ${role};
       END $$`,
      '',
    ],
  ]);
  expect(report.migrations.map(grades)).toEqual(['pass pass fail pass']);
  expect(report.notes.join()).toContain(`could not drop the role ${role}`);
  await withConnection(server.connection(), async (client) => {
    await client.query(`DROP DATABASE ${role}`);
    await client.query(`DROP ROLE ${role}`);
  });
});

test('on a server that we did not start roles stay, and a note names them', async () => {
  const role = `stays_${Date.now()}`;
  const { server: existing } = await startServer({ server: { kind: 'existing', url: server.connectionString() } });
  const prelude = join(folder, 'prelude.sql');
  writeFileSync(prelude, `CREATE ROLE ${role}`);
  writeFileSync(join(folder, '1_step.up.sql'), ROWS[0]);
  writeFileSync(join(folder, '1_step.down.sql'), ROWS[1]);
  try {
    const report = await verifyOn(existing, await readContent({ migrations: folder, prelude }));
    expect(report.migrations.map(grades)).toEqual(['pass pass pass pass']);
    expect(report.notes).toEqual([`new roles were kept, since others may have created them: ${role}`]);
    expect(report.migrations[0]?.verdicts.sessionIndependent.status).toBe('skipped');
    expect(report.migrations[0]?.verdicts.sessionIndependent.reason).toContain(`role "${role}" already exists`);
  } finally {
    await existing.stop();
    await withConnection(server.connection(), (client) => client.query(`DROP ROLE ${role}`));
  }
});

test('a role that an up drops comes back with the state before it', async () => {
  const role = `dropped_${Date.now()}`;
  const report = await verify([
    [`CREATE ROLE ${role}`, `DROP ROLE ${role}`],
    [`DROP ROLE ${role}`, `CREATE ROLE ${role}`],
    ROWS,
  ]);
  expect(report.migrations.map(grades)).toEqual(['pass fail pass pass', 'pass fail pass pass', 'pass pass pass pass']);
  expect(report.notes).toEqual([]);
  expect(report.migrations.map(({ verdicts }) => verdicts.sessionIndependent.status)).not.toContain('fail');
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
  expect((await verify([ROWS])).clientData).toMatchObject({ status: 'pass' });
  writeFileSync(clientData, 'COPY public.t (n) FROM stdin;\n1\ntwo\n\\.\n');
  const report = await verify([ROWS]);
  expect(report.clientData).toMatchObject({ status: 'fail' });
  expect(detailsOf(report.clientData).join('\n')).toContain('999999_client_data.up.sql:3');
  expect(report.ok).toBe(false);
});

test('an extension or a schema that is there already is not shadowed: it has no other definition', async () => {
  const prelude = join(folder, 'prelude.sql');
  writeFileSync(prelude, 'CREATE EXTENSION pg_trgm');
  const report = await verify([['CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE SCHEMA IF NOT EXISTS public', '']], {
    prelude,
  });
  expect(report.migrations.map(grades)).toEqual(['pass pass pass pass']);
});

test('an up with comments only is not reported as an up without effect', async () => {
  const report = await verify([['-- nothing to do here', '-- nor here']]);
  expect(report.migrations.map(grades)).toEqual(['pass pass pass pass']);
});

test.each([
  ['DELETE FROM t WHERE n < n', 'the up changes nothing here, where tables have no rows'],
  ['DO $$ BEGIN IF to_regclass($q$tt$q$) IS NOT NULL THEN DROP TABLE t; END IF; END $$', 'the up changes nothing'],
  ['ALTER SEQUENCE s RESTART WITH 1000', ''],
  ["SELECT setval('s', 1000, false)", ''],
  ['VACUUM t', ''],
  ['ALTER SYSTEM RESET work_mem', ''],
])('%s is reported as "%s"', async (up, what) => {
  const report = await verify([
    [
      'CREATE TABLE IF NOT EXISTS t (n int); CREATE SEQUENCE IF NOT EXISTS s',
      'DROP TABLE IF EXISTS t; DROP SEQUENCE s',
    ],
    [up, '-- nothing to undo'],
  ]);
  const { status, findings } = report.migrations[1]?.verdicts.applies ?? {};
  expect(status).toBe(what === '' ? 'pass' : 'warn');
  expect(findings?.map((finding) => finding.what)).toEqual(what === '' ? [] : [what]);
  expect(report.ok).toBe(true);
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
