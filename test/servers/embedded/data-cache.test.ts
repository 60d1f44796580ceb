import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { addCachedData, findCachedData, pruneCache } from '../../../src/servers/embedded/data-cache.ts';

let cache: string;
let data: string;

const self = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'elementaldb-test-cache-'));
  data = join(cache, 'source');
  mkdirSync(data);
  writeFileSync(join(data, 'PG_VERSION'), '18\n');
});

afterEach(() => rmSync(cache, { recursive: true, force: true }));

const entries = (): string[] => readdirSync(join(cache, 'data')).toSorted();

/** An entry of a size, last used some minutes ago; sparse, so that it needs no disk space. */
function entry(name: string, megabytes: number, minutesAgo: number): void {
  const path = join(cache, 'data', `${name}.tar`);
  mkdirSync(join(cache, 'data'), { recursive: true });
  writeFileSync(path, '');
  truncateSync(path, megabytes * 1_048_576);
  const used = new Date(Date.now() - minutesAgo * 60_000);
  utimesSync(path, used, used);
}

describe('an entry', () => {
  test('is found by its key, and readable only for its owner', async () => {
    expect(findCachedData(cache, 'k')).toBeUndefined();
    const { kept } = await addCachedData(cache, 'k', self, data);
    await kept;
    const found = findCachedData(cache, 'k');
    expect(found?.bytes).toBeGreaterThan(0);
    expect(statSync(found?.path ?? '').mode & 0o777).toBe(0o600);
    expect(entries()).toEqual([`k.${found?.bytes}.tar`]);
  });

  test('that was truncated is removed', async () => {
    await (
      await addCachedData(cache, 'k', self, data)
    ).kept;
    const found = findCachedData(cache, 'k');
    truncateSync(found?.path ?? '', 100);
    expect(findCachedData(cache, 'k')).toBeUndefined();
    expect(entries()).toEqual([]);
  });

  test('that cannot be packed leaves nothing', async () => {
    await expect(addCachedData(cache, 'k', self, join(cache, 'missing'))).rejects.toMatchObject({
      code: 'CACHE_FAILED',
    });
    expect(entries()).toEqual([]);
  });
});

describe('pruning', () => {
  test('removes the least recently used entries until the rest fits', () => {
    entry('oldest', 600, 90);
    entry('older', 600, 60);
    entry('new', 600, 30);
    pruneCache(cache, 1_300 * 1_048_576);
    expect(entries()).toEqual(['new.tar', 'older.tar']);
  });

  test('keeps entries that were used in the last ten minutes', () => {
    entry('one', 600, 5);
    entry('two', 600, 1);
    pruneCache(cache, 1_048_576);
    expect(entries()).toEqual(['one.tar', 'two.tar']);
  });

  test('removes old files of dead builders, not those of running ones', () => {
    entry('x', 1, 0);
    const nobody = 4_194_304;
    for (const [name, pid, minutesAgo] of [
      ['living', process.pid, 60],
      ['dead', nobody, 60],
      ['elsewhere', nobody, 1],
    ] as const) {
      const path = join(cache, 'data', `${name}.building-${pid}-0123abcd`);
      writeFileSync(path, '');
      const written = new Date(Date.now() - minutesAgo * 60_000);
      utimesSync(path, written, written);
    }
    pruneCache(cache);
    expect(entries()).toEqual([
      `elsewhere.building-${nobody}-0123abcd`,
      `living.building-${process.pid}-0123abcd`,
      'x.tar',
    ]);
  });
});
