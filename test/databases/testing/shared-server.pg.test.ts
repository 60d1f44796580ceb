import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { readRecords, type ServerRecord } from '../../../src/servers/registry.ts';
import { livenessOf } from '../../../src/support/process-identity.ts';
import { eventually } from '../../servers/child.ts';
import { childWith, killed, type Child } from './child.ts';

let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
  vi.stubEnv('ELEMENTALDB_STATE', state);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(state, { recursive: true, force: true });
});

function child(end = false, isolation: 'database' | 'transaction' = 'database'): Child {
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
  await first.ended;
  expect(first.process.exitCode).toBe(0);
  const second = child(true);
  expect(await portOf(second)).toBe(port);
  const record = onlyRecord();
  await second.ended;
  await gone(record);
  // Whoever comes when it has gone starts another.
  const third = child(true);
  expect(await portOf(third)).not.toBe('');
  await third.ended;
  await gone(onlyRecord());
});

test('a process that has had a transaction ends by itself too, and not before', async () => {
  const only = child(true, 'transaction');
  expect(await portOf(only)).not.toBe('');
  const record = onlyRecord();
  await only.ended;
  expect([only.process.exitCode, only.stderr()]).toEqual([0, '']);
  await gone(record);
});
