import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { explainDamagedData } from '../../../src/servers/embedded/damaged-data.ts';

let cache: string;
let entry: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'elementaldb-damaged-'));
  mkdirSync(join(cache, 'data'));
  entry = join(cache, 'data', 'abc.3.tar');
  writeFileSync(entry, 'tar');
  vi.stubEnv('ELEMENTALDB_CACHE', cache);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

test.each(['XX001', 'XX002'])('%s removes the cached data directories and says so', (code) => {
  const damage = Object.assign(new Error('invalid page in block 46'), { code });
  expect(explainDamagedData(new Error('the query failed', { cause: damage }))).toMatchObject({
    code: 'DATA_DAMAGED',
    kind: 'environment',
    message: 'PostgreSQL found damaged data: invalid page in block 46',
    hint: expect.stringContaining('Run the command again'),
  });
  expect(existsSync(entry)).toBe(false);
});

test('other errors stay as they are, and so does the cache', () => {
  const error = Object.assign(new Error('division by zero'), { code: '22012' });
  expect(explainDamagedData(error)).toBe(error);
  expect(existsSync(entry)).toBe(true);
});
