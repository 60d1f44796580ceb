import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

import { EnvironmentError, codeOf } from '../../support/errors.ts';
import type { Account } from '../../support/folders.ts';
import { identityOf } from '../../support/process-identity.ts';
import { builderOf, temporaryName } from '../../support/publish.ts';

/** How much the cached data directories may take together before the least recently used go: 1 GiB. */
const CACHE_LIMIT = 1_073_741_824;

/** An entry used within the last ten minutes is never removed, since somebody may be reading it. */
const IN_USE = 600_000;

/** A cleanly stopped data directory as one tar file, which unpacks in half the time that copying its files takes. */
export interface CachedData {
  path: string;
  bytes: number;
}

/**
 * Looks a data directory up by its key. Entries appear by rename once they are on disk, their size in their name; one
 * that has another size, since whoever restored the cache of a CI job was cut short, is removed.
 */
export function findCachedData(cache: string, key: string): CachedData | undefined {
  const folder = dataFolder(cache);
  const name = namesIn(folder).find((each) => each.startsWith(`${key}.`) && each.endsWith('.tar'));
  if (name === undefined) {
    return undefined;
  }
  const path = join(folder, name);
  try {
    const { size } = statSync(path);
    if (name !== entryName(key, size)) {
      dropCachedData({ path });
      return undefined;
    }
    const used = new Date();
    utimesSync(path, used, used);
    return { path, bytes: size };
  } catch {
    return undefined; // Evicted at this moment: it has to be made.
  }
}

/** Removes an entry that turned out to be damaged; it is made again when it is wanted. */
export function dropCachedData({ path }: Pick<CachedData, 'path'>): void {
  rmSync(path, { force: true });
}

/**
 * Packs a data directory, whose server has been stopped cleanly, into the cache. Returns when it has been read, so that
 * a server can start on the directory while the entry is flushed to disk and published; `kept` resolves after that. A
 * flush or rename that fails costs only the entry.
 *
 * @throws EnvironmentError `CACHE_FAILED`, e.g. without space
 */
export async function addCachedData(
  cache: string,
  key: string,
  account: Account,
  dataDirectory: string,
): Promise<{ kept: Promise<void> }> {
  return keepData(cache, key, (fd) => pack(dataDirectory, fd, account));
}

/**
 * The same with whatever `write` puts into the file that it is given, which no other account can read.
 *
 * @throws what `write` throws
 */
export async function keepData(
  cache: string,
  key: string,
  write: (fd: number) => Promise<void>,
): Promise<{ kept: Promise<void> }> {
  const building = temporaryName(join(dataFolder(cache), key));
  const file = await open(building, 'wx', 0o600);
  try {
    await write(file.fd);
  } catch (error) {
    await file.close();
    rmSync(building, { force: true });
    throw error;
  }
  const publish = async (): Promise<void> => {
    try {
      await file.sync();
      const { size } = await file.stat();
      renameSync(building, join(dataFolder(cache), entryName(key, size)));
    } catch {
      rmSync(building, { force: true });
    } finally {
      await file.close();
    }
  };
  return { kept: publish() };
}

/** tar writes into a file that we hold open: it may hold client data, so no other account can read or write it. */
async function pack(dataDirectory: string, fd: number, account: Account): Promise<void> {
  const identity = process.getuid?.() === 0 ? account : {};
  const child = spawn('tar', ['-cf', '-', '-C', dataDirectory, '.'], { ...identity, stdio: ['ignore', fd, 'pipe'] });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = await once(child, 'close').catch((error: unknown) => {
    throw cacheFailed(codeOf(error) === 'ENOENT' ? 'there is no tar on this machine' : String(error), error);
  });
  if (code !== 0) {
    throw cacheFailed(stderr.trim().split('\n')[0] ?? '', undefined);
  }
}

function cacheFailed(why: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(`cannot keep the data directory in the cache: ${why}`, {
    code: 'CACHE_FAILED',
    hint: 'Free some space, or name another folder with ELEMENTALDB_CACHE.',
    cause,
  });
}

/** Removes what dead builders left and, while the whole is over `limit` bytes, what was used longest ago. */
export function pruneCache(cache: string, limit = CACHE_LIMIT): void {
  const entries: { path: string; used: number; bytes: number }[] = [];
  for (const room of ['data', 'binaries']) {
    for (const name of namesIn(join(cache, room))) {
      const path = join(cache, room, name);
      const builder = builderOf(name);
      const { mtimeMs, size } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now(), size: 0 };
      if (builder !== undefined && identityOf(builder) === undefined && Date.now() - mtimeMs > IN_USE) {
        // The age matters where containers share a cache: a builder may live where we cannot see it.
        rmSync(path, { recursive: true, force: true });
      } else if (builder === undefined && room === 'data') {
        entries.push({ path, used: mtimeMs, bytes: size });
      }
    }
  }
  let total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, used, bytes } of entries.toSorted((a, b) => a.used - b.used)) {
    if (total <= limit || Date.now() - used < IN_USE) {
      return;
    }
    // Whoever is unpacking it holds it open and is not disturbed.
    rmSync(path, { force: true });
    total -= bytes;
  }
}

function dataFolder(cache: string): string {
  const folder = join(cache, 'data');
  mkdirSync(folder, { recursive: true });
  return folder;
}

function entryName(key: string, bytes: number): string {
  return `${key}.${bytes}.tar`;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
