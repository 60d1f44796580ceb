import { join } from 'node:path';
import { rmSync } from 'node:fs';

import { expect, test } from 'vitest';

import { CONFIGURATION } from './vitest-project.ts';
import { project, useProject } from './meter-tests.ts';

/** Prints the server's start, which tells one server from another, and what the database holds. */
const SERVER = `
import { test } from 'elementaldb/vitest';
test('server', async ({ db, dbRun }) => {
  const [{ at }] = await db.sql\`SELECT pg_postmaster_start_time()::text AS at\`;
  const tables = await db.sql\`SELECT string_agg(tablename, ' ' ORDER BY tablename) AS names FROM pg_tables WHERE schemaname = 'public'\`;
  console.log('server=' + at.replace(' ', 'T') + ' tables=' + tables[0].names + ' limit=' + dbRun.database.limit + ';');
});
`;

/** What the tests of `SERVER` have printed, one for each. */
function servers(output: string): string[] {
  return [...output.matchAll(/server=(\S+) tables=/g)].map((match) => match[1] ?? '');
}

/** Migrations that make one table, named like their folder. */
function table(name: string): Record<string, string> {
  return {
    [`${name}/000001_it.up.sql`]: `CREATE TABLE ${name} (id int);`,
    [`${name}/000001_it.down.sql`]: `DROP TABLE ${name};`,
  };
}

useProject();

/** What the database of the test of the server holds. */
async function tablesSeen(env: Record<string, string> = {}): Promise<string | undefined> {
  return /tables=(\w+)/.exec((await project.run(['s.test.ts'], env)).output)?.[1];
}

test.each(['threads', 'forks', 'vmThreads', 'vmForks'])(
  'each test has its own database in %s, and nothing is left',
  async (pool) => {
    const { output, passed, exitCode } = await project.run([`--pool=${pool}`]);
    expect(exitCode, output).toBe(0);
    expect(passed).toHaveLength(6);
    await project.nothingLeft();
  },
);

test('shards of one suite share nothing but the server', async () => {
  const shards = await Promise.all([project.run(['--shard=1/2']), project.run(['--shard=2/2'])]);
  for (const { exitCode, output } of shards) {
    expect(exitCode, output).toBe(0);
    expect(output).toContain('3 passed');
  }
});

test('several projects share one server, each with its own migrations and template', async () => {
  project.sandbox.write({
    'vitest.config.ts': `
import { defineConfig } from 'vitest/config';
const globalSetup = ['elementaldb/vitest/global-setup'];
const one = (name, elementaldb) => ({ test: { name, globalSetup, include: ['s.test.ts'], provide: { elementaldb } } });
export default defineConfig({ test: { projects: [
  one('all', {}),
  one('again', {}),
  one('none', { template: 'empty', limit: 7 }),
  one('other', { migrations: 'others' }),
] } });`,
    's.test.ts': SERVER,
    'others/000001_yard.up.sql': 'CREATE TABLE yard (id int);',
    'others/000001_yard.down.sql': 'DROP TABLE yard;',
  });
  const { output, exitCode } = await project.run();
  expect(exitCode, output).toBe(0);
  expect(servers(output)).toHaveLength(4);
  expect(new Set(servers(output)).size).toBe(1);
  expect(output.match(/tables=meter schema_migrations tariff limit=undefined;/g)).toHaveLength(2);
  expect(output).toContain('tables=null limit=7;');
  expect(output).toContain('tables=schema_migrations yard limit=undefined;');
  await project.nothingLeft();
});

test('options come from the project, then the environment, then the configuration file', async () => {
  project.sandbox.write({
    ...table('of_file'),
    ...table('of_environment'),
    ...table('of_project'),
    'elementaldb.config.json': '{ "migrations": "of_file" }',
    's.test.ts': SERVER,
  });
  expect(await tablesSeen()).toBe('of_file');
  expect(await tablesSeen({ ELEMENTALDB_MIGRATIONS: 'of_environment' })).toBe('of_environment');
  project.sandbox.write({
    'vitest.config.ts': CONFIGURATION.replace(
      'globalSetup',
      "provide: { elementaldb: { migrations: 'of_project' } }, globalSetup",
    ),
  });
  expect(await tablesSeen({ ELEMENTALDB_MIGRATIONS: 'of_environment' })).toBe('of_project');
});

test('without the global set-up the first test starts the server', async () => {
  rmSync(join(project.sandbox.folder, 'vitest.config.ts'));
  const { output, passed } = await project.run();
  expect(passed, output).toHaveLength(6);
  await project.nothingLeft();
});

// A fork of vitest's that has lost its parent ends with its test.
test.each([
  ['threads', 60_000],
  ['forks', 2_000],
])('a run in %s that is killed leaves nothing', async (pool, wait) => {
  project.sandbox.write({
    'c.test.ts': `
import { test } from 'elementaldb/vitest';
test('waits', async ({ db }) => { console.log('has ' + db.name); await new Promise((r) => setTimeout(r, ${wait})); });`,
  });
  const running = project.start(['run', 'c.test.ts', `--pool=${pool}`, `--testTimeout=${2 * wait}`]);
  await running.prints(/has elementaldb_test_/);
  running.kill('SIGKILL');
  expect((await running.ended).passed).toEqual([]);
  await project.nothingLeft();
});

test('in watch mode a change of the migrations makes a new template and runs the tests again', async () => {
  rmSync(join(project.sandbox.folder, 'a.test.ts'));
  project.sandbox.write({ 'b.test.ts': SERVER });
  const running = project.start(['--watch']);
  await running.prints(/tables=meter schema_migrations tariff limit/);
  await running.prints(/Waiting for file changes/);
  project.sandbox.write({ 'migrations/000003_yard.up.sql': 'CREATE TABLE yard (id integr);' });
  await running.prints(/no test database could be made: [^]*type "integr" does not exist/);
  await running.prints(/Waiting for file changes|Watching for file changes/, 2);
  project.sandbox.write({ 'migrations/000003_yard.up.sql': 'CREATE TABLE yard (id int);' });
  await running.prints(/tables=meter schema_migrations tariff yard limit/);
  running.kill('SIGTERM');
  const { output } = await running.ended;
  expect(new Set(servers(output)).size).toBe(1);
  await project.nothingLeft();
});

test('unknown options, and what is no object, are named', async () => {
  project.sandbox.write({
    'vitest.config.ts': CONFIGURATION.replace(
      'globalSetup',
      'provide: { elementaldb: { port: 5432, tables: 3 } }, globalSetup',
    ),
  });
  const unknown = await project.run();
  expect(unknown.output).toContain('test.provide.elementaldb: unknown option "port"');
  expect(unknown.output).toContain('test.provide.elementaldb: unknown option "tables"');
  project.sandbox.write({
    'vitest.config.ts': CONFIGURATION.replace('globalSetup', "provide: { elementaldb: 'migrations' }, globalSetup"),
  });
  expect((await project.run()).output).toContain('test.provide.elementaldb must be an object');
});
