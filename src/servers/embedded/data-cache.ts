import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { EnvironmentError, codeOf } from '../../support/errors.ts';
import type { Account } from '../../support/folders.ts';
import { guardPath } from '../../support/guard-path.ts';
import { identityOf } from '../../support/process-identity.ts';
import { builderOf, temporaryName } from '../../support/publish.ts';

/** The maximum total size of cached data directories: 1 GiB. The least recently used are removed first. */
const CACHE_LIMIT = 1_073_741_824;

/** An entry that was used in the last ten minutes is never removed, because a process may be reading it. */
const IN_USE = 600_000;

/**
 * An empty file at the end of an entry. tar takes zeros for the end of its archive: where this file is missing after
 * unpacking, the rest was zeros.
 */
export const LAST_MEMBER = 'elementaldb.complete';

/** A cleanly stopped data directory as one tar file. Unpacking it takes half the time of copying its files. */
export interface CachedData {
  path: string;
  bytes: number;
}

/**
 * Finds a data directory by its key. An entry is renamed into place when it is complete on disk, with its size in its
 * name. An entry with another size, from an incompletely restored CI cache, is removed.
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
    return undefined; // It was removed meanwhile.
  }
}

/** Removes a damaged entry; the next start creates it again. */
export function dropCachedData({ path }: Pick<CachedData, 'path'>): void {
  rmSync(path, { force: true });
}

/** Removes all entries. A process that is unpacking one has it open and is not affected. */
export function dropAllCachedData(cache: string): void {
  for (const name of namesIn(dataFolder(cache))) {
    if (builderOf(name) === undefined) {
      dropCachedData({ path: join(cache, 'data', name) });
    }
  }
}

/**
 * Packs the data directory of a cleanly stopped server into the cache. Returns when the directory has been read, so that a
 * server can start on it while the entry is flushed and renamed; `kept` resolves after that. If the flush or rename
 * fails, only the entry is lost.
 *
 * @throws EnvironmentError `CACHE_FAILED`, for example without disk space
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
 * Adds an entry with the content that `write` produces. Other accounts cannot read the file.
 *
 * @throws the errors of `write`
 */
export async function keepData(
  cache: string,
  key: string,
  write: (fd: number) => Promise<void>,
): Promise<{ kept: Promise<void> }> {
  const building = temporaryName(join(dataFolder(cache), key));
  const release = guardPath(building);
  const file = await open(building, 'wx', 0o600);
  try {
    await write(file.fd);
  } catch (error) {
    await file.close();
    rmSync(building, { force: true });
    release();
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
      release();
      await file.close();
    }
  };
  return { kept: publish() };
}

/** tar writes to our open file, which may contain client data, so other accounts have no access to it. */
async function pack(dataDirectory: string, fd: number, account: Account): Promise<void> {
  const identity = process.getuid?.() === 0 ? account : {};
  const beside = dirname(dataDirectory);
  writeFileSync(join(beside, LAST_MEMBER), '');
  chmodSync(join(beside, LAST_MEMBER), 0o644); // Independent of the umask: the account must read it.
  const members = ['-C', dataDirectory, '.', '-C', beside, LAST_MEMBER];
  const child = spawn('tar', ['-cf', '-', ...members], { ...identity, stdio: ['ignore', fd, 'pipe'] });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = await once(child, 'close').catch((error: unknown) => {
    throw cacheFailed(codeOf(error) === 'ENOENT' ? 'tar is not installed' : String(error), error);
  });
  if (code !== 0) {
    throw cacheFailed(stderr.trim().split('\n')[0] ?? '', undefined);
  }
}

function cacheFailed(why: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(`cannot add the data directory to the cache: ${why}`, {
    code: 'CACHE_FAILED',
    hint: 'Free some space, or set another folder in ELEMENTALDB_CACHE.',
    cause,
  });
}

/** Removes files of dead builders, then the least recently used entries above `limit` bytes. */
export function pruneCache(cache: string, limit = CACHE_LIMIT): void {
  const entries: { path: string; used: number; bytes: number }[] = [];
  for (const folder of ['data', 'binaries']) {
    for (const name of namesIn(join(cache, folder))) {
      const path = join(cache, folder, name);
      const builder = builderOf(name);
      const { mtimeMs, size } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now(), size: 0 };
      if (builder !== undefined && identityOf(builder) === undefined && Date.now() - mtimeMs > IN_USE) {
        // Check the age as well: a builder in another container that shares the cache is not visible here.
        rmSync(path, { recursive: true, force: true });
      } else if (builder === undefined && folder === 'data') {
        entries.push({ path, used: mtimeMs, bytes: size });
      }
    }
  }
  let total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, used, bytes } of entries.toSorted((a, b) => a.used - b.used)) {
    if (total <= limit || Date.now() - used < IN_USE) {
      return;
    }
    // A process that is unpacking it has it open and is not affected.
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
