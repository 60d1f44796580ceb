import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { startOptions } from '../../src/cli/settings-options.ts';
import { readRecords } from '../../src/servers/registry.ts';
import { startServer, type StartServerOptions } from '../../src/servers/select.ts';

let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
  vi.stubEnv('ELEMENTALDB_STATE', state);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(state, { recursive: true, force: true });
});

const EXISTING = { kind: 'existing', url: 'postgresql://127.0.0.1:1/postgres' } as const;

test.each<[string, StartServerOptions]>([
  ['--image', { image: 'postgres:18' }],
  ['--image', { server: { kind: 'embedded' }, image: 'postgres:18' }],
  ['--user', { server: EXISTING, user: 'somebody' }],
  ['--port, --set', { server: EXISTING, port: 5432, settings: {} }],
  ['--postgres', { server: { kind: 'docker' }, major: 17 }],
])('%s is rejected where it would be ignored', async (names, options) => {
  await expect(startServer(options)).rejects.toMatchObject({
    code: 'OPTION_NOT_FOR_SERVER',
    message: expect.stringContaining(`${names} cannot be used with`),
  });
  expect(readRecords(state)).toEqual([]);
});

test('no user is required', () => {
  expect(startOptions({}).user).toBeUndefined();
  expect(startOptions({ user: 'somebody' }).user).toBe('somebody');
});
