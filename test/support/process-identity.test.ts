import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { expect, test } from 'vitest';

import { identityOf, livenessOf, ownIdentity } from '../../src/support/process-identity.ts';

test('this process is alive', () => {
  expect(livenessOf(ownIdentity())).toBe('alive');
  expect(identityOf(process.pid)).toEqual(ownIdentity());
});

test('a zombie process is dead', async () => {
  const child = spawn('sleep', ['60']);
  const identity = identityOf(child.pid ?? 0);
  expect(identity && livenessOf(identity)).toBe('alive');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(identity && livenessOf(identity)).toBe('dead');
});

test('a reused pid is dead; a pid of another machine is unknown', () => {
  expect(livenessOf({ ...ownIdentity(), startedAt: 'before' })).toBe('dead');
  expect(livenessOf({ ...ownIdentity(), place: 'elsewhere' })).toBe('unknown');
});
