import { execFileSync } from 'node:child_process';

import { expect, test } from 'vitest';

import type { ServerRecord } from '../../../src/servers/registry.ts';
import { livenessOf } from '../../../src/support/process-identity.ts';
import { killed } from './child.ts';
import { child, portOf, onlyRecord, gone, useOwnState } from './shared-by-processes.ts';

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

useOwnState();

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

test('a process that leaves its transaction database undisposed ends all the same', async () => {
  const only = child('undisposed', 'transaction');
  expect(await portOf(only)).not.toBe('');
  const record = onlyRecord();
  await only.ended;
  expect([only.process.exitCode, only.stderr()]).toEqual([0, '']);
  await gone(record);
});

test('when the part of the supervisor is killed that waits for the last user, the server ends', async () => {
  const only = child();
  expect(await portOf(only)).not.toBe('');
  const record = onlyRecord();
  process.kill(readerOf(record), 'SIGKILL');
  await gone(record);
  await killed(only);
});

test('a process that has had a transaction ends by itself too, and not before', async () => {
  const only = child(true, 'transaction');
  expect(await portOf(only)).not.toBe('');
  const record = onlyRecord();
  await only.ended;
  expect([only.process.exitCode, only.stderr()]).toEqual([0, '']);
  await gone(record);
});
