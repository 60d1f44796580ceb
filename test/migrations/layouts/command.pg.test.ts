import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, inject, test, vi } from 'vitest';

import type { CommandLayout } from '../../../src/configuration/layout.ts';
import { start } from '../../../src/databases/start.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import { commandKey, runCommand } from '../../../src/migrations/layouts/command.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { messageOf } from '../../../src/support/errors.ts';
import { verifyMigrations } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../migrations-folder.ts';

/** A tool with migrations of its own kind: applies `tables.json`, and notes each run. The cache has nothing of it from an earlier run of the tests. */
const TOOL = `// ${randomUUID()}
import { appendFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const pg = createRequire(${JSON.stringify(fileURLToPath(import.meta.url))})('pg');
appendFileSync('runs.txt', 'run\\n');
const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();
for (const table of JSON.parse(readFileSync('tables.json', 'utf8'))) {
  await client.query('CREATE TABLE ' + table + ' ()');
}
await client.end();
`;

async function project(tables: readonly string[]) {
  const folder = await migrationsFolder({ 'tool.mjs': TOOL, 'tables.json': JSON.stringify(tables), 'runs.txt': '' });
  const layout: CommandLayout = {
    command: [process.execPath, 'tool.mjs'],
    files: ['*.mjs', 'tables.json'],
    folder: folder.path,
  };
  return { folder, layout, runs: () => readFileSync(`${folder.path}/runs.txt`, 'utf8').split('\n').length - 1 };
}

async function tablesOf(url: string): Promise<string[]> {
  const { rows } = await withConnection(url, (client) =>
    client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND oid >= 16384 ORDER BY 1`,
    ),
  );
  return rows.map(({ name }) => name);
}

const url = (): string => inject('serverUrl');

test('start runs the command once for the same files, and again for others', async () => {
  const { folder, layout, runs } = await project(['a', 'b']);
  await using _folder = folder;
  const options = { migrations: folder.path, layout };
  for (const _time of [1, 2]) {
    await using started = await start(options);
    expect(await tablesOf(started.url)).toEqual(['a', 'b']);
  }
  expect(runs()).toBe(1);
  await folder.write({ 'tables.json': '["c"]' });
  await using changed = await start(options);
  expect(await tablesOf(changed.url)).toEqual(['c']);
  expect(runs()).toBe(2);
});

test('databases for tests are copies of what the command has made', async () => {
  const { folder, layout, runs } = await project(['t']);
  await using _folder = folder;
  const options = { migrations: folder.path, layout };
  await using first = await testDatabase(options);
  await using second = await testDatabase(options);
  expect([await tablesOf(first.url), await tablesOf(second.url)]).toEqual([['t'], ['t']]);
  expect(runs()).toBe(1);
});

test('on a server that is not ours it must be allowed', async () => {
  const { folder, layout, runs } = await project(['t']);
  await using _folder = folder;
  const options = { migrations: folder.path, layout, server: { kind: 'existing' as const, url: url() } };
  const database = `command_${Date.now()}`;
  await expect(start({ ...options, database })).rejects.toMatchObject({ code: 'CLUSTER_WIDE' });
  expect(runs()).toBe(0);
  await using started = await start({ ...options, database, allowClusterWide: true });
  expect(await tablesOf(started.url)).toEqual(['t']);
});

test('a command that fails shows its output without the password', async () => {
  const layout: CommandLayout = {
    command: [process.execPath, '-e', 'console.log("1"); console.error(process.env.DATABASE_URL); process.exit(3)'],
    files: ['x'],
  };
  const secret = 'postgresql://me:s%40cret@localhost/app';
  const said = await runCommand(layout, secret).catch(messageOf);
  expect(said).toContain('ended with exit code 3:\n1\npostgresql://me:***@localhost/app');
  expect(said).not.toContain('cret');
});

test.for<[string, CommandLayout['command'], string]>([
  ['a program that is not there', ['no-such-program'], 'COMMAND_NOT_RUN'],
  ['a program that says nothing', [process.execPath, '-e', 'process.exit(1)'], 'LAYOUT_COMMAND_FAILED'],
  ['a program that a signal ends', [process.execPath, '-e', 'process.kill(process.pid)'], 'LAYOUT_COMMAND_FAILED'],
])('%s is an error', async ([_name, command, code]) => {
  await expect(runCommand({ command, files: ['x'] }, url())).rejects.toMatchObject({ code });
});

test('a command that fails leaves no database', async () => {
  const { folder, layout } = await project(['a', 'a']);
  await using _folder = folder;
  const database = `command_fails_${Date.now()}`;
  const server = { kind: 'existing' as const, url: url() };
  const options = { migrations: folder.path, layout, server, database, allowClusterWide: true };
  await expect(start(options)).rejects.toThrow('relation "a" already exists');
  const { rows } = await withConnection(url(), (client) =>
    client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]),
  );
  expect(rows).toEqual([]);
});

test('the key depends on the command, and on the names and contents of the files', async () => {
  const { folder, layout } = await project(['t']);
  await using _folder = folder;
  const key = await commandKey(layout);
  expect(await commandKey({ ...layout, command: ['other'] })).not.toBe(key);
  await folder.write({ 'other.txt': '' });
  expect(await commandKey(layout)).toBe(key);
  await folder.write({ 'other.mjs': '' });
  expect(await commandKey(layout)).not.toBe(key);
  await expect(commandKey({ ...layout, files: ['nothing/**'] })).rejects.toMatchObject({ code: 'LAYOUT_NO_FILES' });
});

test('what leads libpq to another server does not reach the command', async () => {
  vi.stubEnv('PGHOST', 'production');
  vi.stubEnv('PGSERVICE', 'production');
  const { folder, runs } = await project([]);
  await using _folder = folder;
  const show = "require('node:fs').writeFileSync('env.json', JSON.stringify(process.env))";
  await runCommand(
    { command: [process.execPath, '-e', show], files: ['*'], folder: folder.path },
    'postgresql://me:se%2Fcret@127.0.0.1:5499/db',
  );
  const environment: unknown = JSON.parse(readFileSync(`${folder.path}/env.json`, 'utf8'));
  expect(environment).toMatchObject({
    PGHOST: '127.0.0.1',
    PGPORT: '5499',
    PGUSER: 'me',
    PGPASSWORD: 'se/cret',
    PGDATABASE: 'db',
  });
  expect(environment).not.toHaveProperty('PGSERVICE');
  expect(runs()).toBe(0);
  vi.unstubAllEnvs();
});

test('each pattern of files has to match', async () => {
  const { folder, layout } = await project(['a']);
  await using _folder = folder;
  await expect(commandKey({ ...layout, files: ['*.mjs', 'migration/**'] })).rejects.toThrow('matches migration/**');
});

test('verify refuses a command, and start a version with it', async () => {
  const { folder, layout } = await project(['t']);
  await using _folder = folder;
  const options = { migrations: folder.path, layout };
  await expect(verifyMigrations(options)).rejects.toMatchObject({ code: 'LAYOUT_NOT_SUPPORTED' });
  await expect(start({ ...options, to: 1 })).rejects.toMatchObject({ code: 'INVALID_OPTION', option: 'to' });
});
