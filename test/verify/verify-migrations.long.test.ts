import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { readContent } from '../../src/databases/content.ts';
import type { VerifyEntry } from '../../src/findings/baseline.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { startServer } from '../../src/servers/select.ts';
import { verifyEntries } from '../../src/verify/report/baseline.ts';
import type { VerifyReport } from '../../src/verify/report/verdict.ts';
import { verifyOn } from '../../src/verify/verify-migrations.ts';
import { server, folder, verify, grades, detailsOf, ROWS, useServer } from './verified-files.ts';

useServer();

async function accepting(baseline: VerifyEntry[], only?: bigint[]): Promise<VerifyReport> {
  return verifyOn(server, await readContent({ migrations: folder }), { baseline, only });
}

test('what an accepted failure of an up hides is a failure, until it is accepted itself', async () => {
  const pairs: [string, string][] = [ROWS, ['CREATE TABLE u (n nonsense)', 'DROP TABLE u'], ROWS, ROWS];
  const failed = await verify(pairs);
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

test('an up that empties the ledger is accused alone', async () => {
  const report = await verify([
    ['DELETE FROM schema_migrations; CREATE TABLE IF NOT EXISTS u (n int)', 'DROP TABLE IF EXISTS u'],
    ROWS,
  ]);
  expect(report.migrations[0]?.verdicts.applies.findings).toMatchObject([{ code: 'ledger-lost', status: 'fail' }]);
  expect(report.migrations.map(grades)).toEqual(['fail pass pass pass', 'pass pass pass pass']);
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
