import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { startOptions } from '../../src/cli/settings-options.ts';
import { readRecords } from '../../src/servers/registry.ts';
import { startServer } from '../../src/servers/select.ts';
import type { StartServerOptions } from '../../src/servers/server-options.ts';

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

test.each<[string, StartServerOptions, advice: RegExp]>([
  ['--image', { image: 'postgres:18' }, /--server docker/],
  ['--image', { server: { kind: 'embedded' }, image: 'postgres:18' }, /--server docker/],
  ['--user', { server: EXISTING, user: 'somebody' }, /URL/],
  ['--port, --set', { server: EXISTING, port: 5432, settings: {} }, /URL.*runs already/],
  ['--postgres', { server: { kind: 'docker' }, major: 17 }, /--image/],
  ['--port', { server: { kind: 'docker' }, port: 5432 }, /^(?!.*--image).*free port/],
])('%s is rejected where it would be ignored', async (names, options, advice) => {
  await expect(startServer(options)).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    message: expect.stringContaining(`${names} cannot be used with`),
    hint: expect.stringMatching(advice),
  });
  expect(readRecords(state)).toEqual([]);
});

test('no user is required', () => {
  expect(startOptions({}).user).toBeUndefined();
  expect(startOptions({ user: 'somebody' }).user).toBe('somebody');
});
