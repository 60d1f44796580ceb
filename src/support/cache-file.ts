import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { builderOf, temporaryName } from './publish.ts';

/** The content of a file of the cache, which counts as used; undefined if it is not there or cannot be read. */
export function readCacheFile(file: string): Buffer | undefined {
  try {
    const content = readFileSync(file);
    const now = new Date();
    utimesSync(file, now, now);
    return content;
  } catch {
    return undefined;
  }
}

/**
 * Writes a file of the cache in one step. The least recently used files of its folder are removed. A cache that cannot
 * be written only costs the next run time: no error is thrown.
 *
 * @param most files that stay
 */
export function writeCacheFile(file: string, content: string | Uint8Array, most: number): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const building = temporaryName(file);
    try {
      // For this user only: it may quote rows and statements.
      writeFileSync(building, content, { mode: 0o600, flag: 'wx' });
      renameSync(building, file);
    } finally {
      rmSync(building, { force: true });
    }
    prune(dirname(file), most);
  } catch {
    // A full or read-only cache.
  }
}

function prune(folder: string, most: number): void {
  const entries = readdirSync(folder).map((name) => {
    const path = join(folder, name);
    return { path, left: builderOf(name) !== undefined, used: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  const hourAgo = Date.now() - 3_600_000;
  const dead = entries.filter(({ left, used }) => left && used < hourAgo);
  const old = entries
    .filter(({ left }) => !left)
    .toSorted((a, b) => b.used - a.used)
    .slice(most);
  for (const { path } of [...dead, ...old]) {
    rmSync(path, { force: true });
  }
}
