import { afterAll, beforeAll, expect, test } from 'vitest';

import { withConnection } from '../../src/postgres/connect.ts';
import { eventually } from '../servers/child.ts';
import { CONFIGURATION, makeVitestProject, type VitestProject, type VitestRun } from './vitest-project.ts';

const FIXTURES = `
import { describe, expect } from 'vitest';
import { Client } from 'pg';
import { databaseTest, defineTemplate, sharedDatabaseTest, test, testDatabase } from 'elementaldb/vitest';

const rows = (db) => db.sql\`SELECT count(*)::int AS n FROM meter\`.then(([{ n }]) => n);

describe('db', () => {
  test('is reached by url, pool, client, query and sql', async ({ db }) => {
    const outside = new Client({ connectionString: db.url });
    await outside.connect();
    expect((await outside.query('SELECT current_database() AS name')).rows).toEqual([{ name: db.name }]);
    await outside.end();
    expect((await db.query('SELECT $1::int AS n', [3])).rows).toEqual([{ n: 3 }]);
    expect((await db.pool.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
    expect((await (await db.client()).query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
    expect(await db.sql\`SELECT \${"it's"} AS text\`).toEqual([{ text: "it's" }]);
  });

  test('is put back by reset and restore', async ({ db }) => {
    await db.sql\`DELETE FROM meter\`;
    const snapshot = await db.snapshot();
    await db.reset();
    expect(await rows(db)).toBe(2);
    await db.restore(snapshot);
    expect(await rows(db)).toBe(0);
  });

  test('is not made for a test that does not ask', ({ dbRun }) => {
    expect(dbRun.keep).toBe('never');
  });
});

describe('options of a describe', () => {
  SCOPED({ dbOptions: { template: 'empty' } });
  test('choose a template that the toolkit makes', async ({ db }) => {
    expect((await db.query("SELECT to_regclass('meter') AS t")).rows).toEqual([{ t: null }]);
  });
});

const many = defineTemplate('many', ({ sql }) => sql\`INSERT INTO meter SELECT n, 'x' FROM generate_series(11, 20) n\`);

describe('a template of one\\'s own', () => {
  SCOPED({ dbOptions: { template: many } });
  test('is what the test starts with', async ({ db }) => expect(await rows(db)).toBe(12));
});

databaseTest({ template: many })('a test with options of its own', async ({ db }) => expect(await rows(db)).toBe(12));

describe('extend', () => {
  const withMeter = test.extend({
    meter: async ({ db }, use) => use((await db.sql\`INSERT INTO meter VALUES (3, 'mine') RETURNING site\`)[0]),
  });
  withMeter('builds fixtures on db', async ({ db, meter }) => {
    expect(meter).toEqual({ site: 'mine' });
    expect(await rows(db)).toBe(3);
  });
});

describe('transaction', () => {
  SCOPED({ dbOptions: { isolation: 'transaction' } });
  let name;
  test('is what the test works in', async ({ db }) => {
    ({ name } = db);
    await db.sql\`DELETE FROM meter\`;
    expect(await rows(db)).toBe(0);
  });
  test('is rolled back', async ({ db }) => {
    expect(db.name).toBe(name);
    expect(await rows(db)).toBe(2);
  });
  test('FAILS when it is committed', async ({ db }) => {
    await db.query('COMMIT');
  });
});

const perFile = sharedDatabaseTest({ scope: 'file' });
describe('one for the file', () => {
  perFile('is written by one test', async ({ db }) => {
    await db.sql\`DELETE FROM meter\`;
  });
  perFile('is seen by the next', async ({ db }) => {
    expect(await rows(db)).toBe(0);
  });
});

const perWorker = sharedDatabaseTest({ scope: 'worker', template: 'empty' });
perWorker('one for the worker has options too', async ({ db }) => {
  expect((await db.query("SELECT to_regclass('meter') AS t")).rows).toEqual([{ t: null }]);
});

test('without the fixture', async () => {
  const db = await testDatabase({ template: many });
  expect(await rows(db)).toBe(12);
  await db[Symbol.asyncDispose]();
});

describe('keep', () => {
  SCOPED({ dbOptions: { keep: 'on-failure' } });
  test('FAILS and is kept', async ({ db }) => {
    await db.sql\`INSERT INTO meter VALUES (3, 'evidence')\`;
    expect(await rows(db)).toBe(2);
  });
  test('passes and is not kept', async ({ db }) => {
    await db.sql\`INSERT INTO meter VALUES (3, 'none')\`;
  });
});

describe('keep in a transaction', () => {
  SCOPED({ dbOptions: { keep: 'on-failure', isolation: 'transaction' } });
  test('FAILS since it cannot be', ({ db }) => {});
});

describe('options that are none', () => {
  databaseTest({ keep: 'sometimes' })('FAILS by keep', ({ db }) => {});
  databaseTest({ nonsense: 1 })('FAILS by its name', ({ db }) => {});
});
`;

let project: VitestProject;
let run: VitestRun;

beforeAll(async () => {
  const code = FIXTURES.replaceAll('SCOPED', 'test.override');
  project = makeVitestProject({ 'fixture.test.js': code, 'vitest.config.ts': CONFIGURATION });
  run = await project.run(['fixture.test.js']);
});

afterAll(() => project.dispose());

test('all tests pass but those that cannot', () => {
  expect(run.failed, run.output).toEqual([
    'transaction FAILS when it is committed',
    'keep FAILS and is kept',
    'keep in a transaction FAILS since it cannot be',
    'options that are none FAILS by keep',
    'options that are none FAILS by its name',
  ]);
  expect(run.passed).toHaveLength(14);
});

test('a failure says what to do', () => {
  expect(run.output).toContain('the test has ended its transaction by COMMIT, ROLLBACK or END');
  expect(run.output).toContain('Use isolation: "database" for code that commits');
  expect(run.output).toContain('a database cannot be kept with isolation: "transaction"');
  expect(run.output).toContain('Use keep: "on-failure" with isolation: "database".');
  expect(run.output).toContain('keep must be "never" or "on-failure"');
  expect(run.output).toContain('unknown option "nonsense"');
});

test('the database of a test that failed is kept, with what the test wrote, and its URL is printed', async () => {
  const urls = [...run.output.matchAll(/kept for an hour: (postgres\S+)/g)].map((match) => match[1] ?? '');
  expect(urls).toHaveLength(1);
  const sites = await withConnection(urls[0] ?? '', async (client) => {
    const { rows } = await client.query<{ site: string }>('SELECT site FROM meter');
    return rows.map(({ site }) => site);
  });
  expect(sites).toContain('evidence');
  expect(sites).not.toContain('none');
  await project.sandbox.run(['stop', '--all', '--include-test-servers']);
  await eventually('the server has gone', () => project.sandbox.traces().length === 0);
});

test('on a server that is not ours the URL is printed without its password', async () => {
  const started = await project.sandbox.run(['start', '--detach', '--json', '--name', 'mine']);
  const { url, password } = JSON.parse(started.stdout);
  project.sandbox.write({
    'kept.test.js': `
import { test } from 'elementaldb/vitest';
test('fails', async ({ db }) => { await db.sql\`SELECT 1\`; throw new Error('on purpose'); });`,
  });
  const { output, failed } = await project.run(['kept.test.js'], {
    ELEMENTALDB_SERVER: url,
    ELEMENTALDB_TEST_KEEP: 'on-failure',
  });
  expect(failed).toEqual(['fails']);
  expect(output).toMatch(/kept for an hour: postgresql:\/\/[^:]+:\*\*\*@/);
  expect(output).not.toContain(password);
  await project.sandbox.run(['stop', '--name', 'mine']);
});
