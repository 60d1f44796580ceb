import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { closeTestDatabases } from '../../../src/databases/testing/pools.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import { startTestServer } from '../../../src/databases/testing/test-server.ts';
import { readRecords, type ServerRecord } from '../../../src/servers/registry.ts';
import { endServer } from '../../../src/servers/sweep.ts';
import { livenessOf } from '../../../src/support/process-identity.ts';
import { eventually } from '../../servers/child.ts';
import { childWith, killed, type Child, type ChildOptions } from './child.ts';

let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
  vi.stubEnv('ELEMENTALDB_STATE', state);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(state, { recursive: true, force: true });
});

function child(end: ChildOptions['end'] = false, isolation: 'database' | 'transaction' = 'database'): Child {
  return childWith({ options: { template: 'empty', isolation }, end });
}

async function portOf({ database, stderr }: Child): Promise<string> {
  const { url } = (await database) ?? { url: '' };
  expect(stderr()).toBe('');
  return new URL(url).port;
}

function onlyRecord(): ServerRecord {
  const [record, ...others] = readRecords(state);
  expect(others).toEqual([]);
  if (record === undefined) {
    throw new Error(`no record in ${readdirSync(state).join(', ')}`);
  }
  return record;
}

/** The part of a server's supervisor that waits for the last user. */
function readerOf({ runFolder = '' }: ServerRecord): number {
  const shells = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(runFolder) && line.includes('/bin/sh -c'))
    .map((line) => line.trim().split(/\s+/).map(Number));
  const [supervisor = 0] = shells.find(([, parent]) => !shells.some(([pid]) => pid === parent)) ?? [];
  const [reader = 0] = shells.find(([, parent]) => parent === supervisor) ?? [];
  expect(reader).toBeGreaterThan(0);
  return reader;
}

async function gone({ owner, runFolder = '' }: ServerRecord): Promise<void> {
  await eventually('server and folder have gone', () => livenessOf(owner) === 'dead' && !existsSync(runFolder));
}

test('processes share a server without any set-up; it outlives the one that started it, and goes with the last', async () => {
  const children = [child(), child(), child()];
  const ports = await Promise.all(children.map(portOf));
  expect(new Set(ports).size).toBe(1);
  const record = onlyRecord();
  for (const each of children.slice(0, 2)) {
    await killed(each);
  }
  // Longer than it waits for another user.
  await new Promise((resolve) => setTimeout(resolve, 3_500));
  expect(livenessOf(record.owner)).toBe('alive');
  await Promise.all(children.slice(2).map(killed));
  await gone(record);
});

test('a process that is done ends by itself, and the next one finds the server', async () => {
  const first = child(true);
  const port = await portOf(first);
  const record = onlyRecord();
  // The server waits for the next one for a while, which on a busy machine may be shorter than a process takes to start.
  const reader = readerOf(record);
  process.kill(reader, 'SIGSTOP');
  let second: ReturnType<typeof child>;
  try {
    await first.ended;
    expect(first.process.exitCode).toBe(0);
    second = child(true);
    expect(await portOf(second)).toBe(port);
  } finally {
    process.kill(reader, 'SIGCONT');
  }
  await second.ended;
  await gone(record);
  // Whoever comes when it has gone starts another.
  const third = child(true);
  expect(await portOf(third)).not.toBe('');
  const another = onlyRecord();
  await third.ended;
  await gone(another);
});

test('a process that has had a transaction ends by itself too, and not before', async () => {
  const only = child(true, 'transaction');
  expect(await portOf(only)).not.toBe('');
  const record = onlyRecord();
  await only.ended;
  expect([only.process.exitCode, only.stderr()]).toEqual([0, '']);
  await gone(record);
});

test('a process that leaves its transaction database undisposed ends all the same', async () => {
  const only = child('undisposed', 'transaction');
  expect(await portOf(only)).not.toBe('');
  const record = onlyRecord();
  await only.ended;
  expect([only.process.exitCode, only.stderr()]).toEqual([0, '']);
  await gone(record);
});

test('files that create roles get a separate server, even after this process used the shared one', async () => {
  const migrations = join(state, 'migrations');
  mkdirSync(migrations);
  writeFileSync(join(migrations, '000001_reader.up.sql'), 'CREATE ROLE reader;');
  writeFileSync(join(migrations, '000001_reader.down.sql'), 'DROP ROLE reader;');
  await using empty = await testDatabase({ template: 'empty', migrations: join(state, 'none') });
  await using withRole = await testDatabase({ migrations });
  expect(new URL(withRole.url).port).not.toBe(new URL(empty.url).port);
  // So that a worker of a run finds the right one, too.
  await using run = await startTestServer({ template: 'empty', migrations: join(state, 'none') });
  await using elsewhere = await testDatabase({ on: run.description, migrations });
  expect(new URL(elsewhere.url).port).toBe(new URL(withRole.url).port);
  await closeTestDatabases();
  await run.stop();
  await Promise.all(readRecords(state).map((record) => endServer(state, record)));
});

test('when the part of the supervisor is killed that waits for the last user, the server ends', async () => {
  const only = child();
  expect(await portOf(only)).not.toBe('');
  const record = onlyRecord();
  process.kill(readerOf(record), 'SIGKILL');
  await gone(record);
  await killed(only);
});
