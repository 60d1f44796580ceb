import { execFile } from 'node:child_process';
import {
  chownSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';

import { EnvironmentError, messageOf } from '../../support/errors.ts';
import type { Account } from '../../support/folders.ts';
import { parseShape } from '../../support/json.ts';
import { bootIdentity, identityOf } from '../../support/process-identity.ts';
import { builderOf, publishFolder, temporaryName } from '../../support/publish.ts';

const run = promisify(execFile);

/** How much the cached data directories may take together before the least recently used go: 1 GiB. */
export const CACHE_LIMIT = 1_073_741_824;

/** An entry used within the last ten minutes is never removed, since somebody may be copying it. */
const IN_USE = 600_000;

interface Entry {
  files: number;
  bytes: number;
  /** CRC-32 over the names and contents of all files. */
  checksum: number;
  /** The boot in which the entry was written or last checked. */
  boot: string;
}

/** A cleanly stopped data directory, ready to be copied. */
export interface CachedData {
  path: string;
  bytes: number;
}

/**
 * Looks a data directory up by its key. Entries appear by rename, so one that is there is complete, except after a power
 * failure, since nothing is flushed to disk: in a boot that has not seen the entry yet its checksum is compared first,
 * and a damaged one is removed.
 */
export function findCachedData(cache: string, key: string): CachedData | undefined {
  const folder = join(cache, 'data', key);
  try {
    const entry = readEntry(folder);
    if (entry.boot !== bootIdentity()) {
      const now = { ...measure(join(folder, 'data')), boot: bootIdentity() };
      if (now.files !== entry.files || now.checksum !== entry.checksum) {
        rmSync(folder, { recursive: true, force: true });
        return undefined;
      }
      writeFileSync(join(folder, 'entry.json'), JSON.stringify(now));
    }
    const used = new Date();
    utimesSync(folder, used, used);
    return { path: join(folder, 'data'), bytes: entry.bytes };
  } catch {
    // Not there, evicted at this moment, or unreadable: all mean that it has to be made.
    return undefined;
  }
}

/** Makes a cache entry from what `fill` writes into the folder it is given (as `data`, owned by `account`). */
export async function addCachedData(
  cache: string,
  key: string,
  account: Account,
  fill: (folder: string) => Promise<void>,
): Promise<CachedData> {
  const target = join(cache, 'data', key);
  const building = temporaryName(target);
  try {
    mkdirSync(building, { mode: 0o755 });
    if (process.getuid?.() === 0) {
      chownSync(building, account.uid, account.gid);
    }
    await fill(building);
    const entry: Entry = { ...measure(join(building, 'data')), boot: bootIdentity() };
    writeFileSync(join(building, 'entry.json'), JSON.stringify(entry));
    publishFolder(building, target);
    return { path: join(target, 'data'), bytes: entry.bytes };
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

/** Copies a data directory as the account that owns it. */
export async function copyData(source: string, target: string, account: Account): Promise<void> {
  const identity = process.getuid?.() === 0 ? account : {};
  try {
    await run('cp', ['-a', source, target], identity);
  } catch (error) {
    throw new EnvironmentError(`cannot copy the data directory: ${messageOf(error).trim()}`, {
      code: 'COPY_FAILED',
      hint: 'Check the free space of the cache folder and of the temporary folder.',
      cause: error,
    });
  }
}

/** Removes what dead builders left and, while the whole is over `limit` bytes, what was used longest ago. */
export function tidyCache(cache: string, limit = CACHE_LIMIT): void {
  const entries: { path: string; used: number; bytes: number }[] = [];
  for (const room of ['data', 'binaries']) {
    for (const name of namesIn(join(cache, room))) {
      const path = join(cache, room, name);
      const builder = builderOf(name);
      if (builder !== undefined && identityOf(builder) === undefined) {
        rmSync(path, { recursive: true, force: true });
      } else if (builder === undefined && room === 'data') {
        entries.push({ path, ...weigh(path) });
      }
    }
  }
  let total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, used, bytes } of entries.toSorted((a, b) => a.used - b.used)) {
    if (total <= limit || Date.now() - used < IN_USE) {
      return;
    }
    removeInOneStep(path);
    total -= bytes;
  }
}

/** Under another name first, so that nobody finds an entry that is half gone. */
function removeInOneStep(path: string): void {
  const leaving = temporaryName(path);
  try {
    renameSync(path, leaving);
  } catch {
    return; // Another process is removing it.
  }
  rmSync(leaving, { recursive: true, force: true });
}

function weigh(path: string): { used: number; bytes: number } {
  try {
    return { used: statSync(path).mtimeMs, bytes: readEntry(path).bytes };
  } catch {
    return { used: 0, bytes: 0 };
  }
}

function readEntry(folder: string): Entry {
  const text = readFileSync(join(folder, 'entry.json'), 'utf8');
  const entry = parseShape<Entry>(text, { files: 'number', bytes: 'number', checksum: 'number', boot: 'string' });
  if (entry === undefined) {
    throw new Error(`${folder} is no cache entry`);
  }
  return entry;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function measure(folder: string): Omit<Entry, 'boot'> {
  const total = { files: 0, bytes: 0, checksum: 0 };
  const visit = (path: string, name: string): void => {
    const entries = readdirSync(path, { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const here = join(path, entry.name);
      if (entry.isDirectory()) {
        visit(here, `${name}/${entry.name}`);
      } else if (entry.isFile()) {
        const content = readFileSync(here);
        total.files += 1;
        total.bytes += content.byteLength;
        total.checksum = crc32(content, crc32(`${name}/${entry.name}`, total.checksum));
      }
    }
  };
  visit(folder, '');
  return total;
}
