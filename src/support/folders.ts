import { accessSync, chmodSync, constants, lstatSync, mkdirSync, type Stats } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { EnvironmentError, messageOf } from './errors.ts';

const { X_OK, W_OK } = constants;

/**
 * Where binaries and data directories are kept between runs: `ELEMENTALDB_CACHE`, else the platform's cache folder.
 * For root it is `/var/cache/elementaldb`, since PostgreSQL runs under another account, which cannot enter `/root`.
 */
export function cacheFolder(): string {
  const named = process.env['ELEMENTALDB_CACHE'];
  if (named !== undefined && named !== '') {
    return ensureFolder(named, 0o755);
  }
  if (process.getuid?.() === 0) {
    return ensureFolder('/var/cache/elementaldb', 0o755);
  }
  const home = process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
  return firstUsable([join(process.env['XDG_CACHE_HOME'] ?? home, 'elementaldb'), privateTemporary('cache')], 0o755);
}

/** Where the records of running servers are kept: `ELEMENTALDB_STATE`, else the platform's state folder. Mode 0700. */
export function stateFolder(): string {
  const named = process.env['ELEMENTALDB_STATE'];
  if (named !== undefined && named !== '') {
    return ensureFolder(named, 0o700);
  }
  const home = join(homedir(), '.local', 'state');
  return firstUsable([join(process.env['XDG_STATE_HOME'] ?? home, 'elementaldb'), privateTemporary('state')], 0o700);
}

function privateTemporary(purpose: string): string {
  return join(tmpdir(), `elementaldb-${purpose}-${process.getuid?.() ?? 'user'}`);
}

function firstUsable(candidates: string[], mode: number): string {
  for (const candidate of candidates.slice(0, -1)) {
    try {
      return ensureFolder(candidate, mode);
    } catch {
      // A home that does not exist or cannot be written (containers with a bare uid): try the next place.
    }
  }
  return ensureFolder(candidates.at(-1) ?? tmpdir(), mode);
}

/** @throws EnvironmentError `FOLDER_UNUSABLE` when it cannot be made, written or belongs to somebody else */
function ensureFolder(path: string, mode: number): string {
  try {
    const made = mkdirSync(path, { recursive: true }) !== undefined;
    accessSync(path, X_OK | W_OK);
    const { uid } = lstatSync(path);
    const self = process.getuid?.();
    if (self !== undefined && uid !== self) {
      // A folder in a shared place that somebody else made first could be swapped under our hands.
      throw new Error(`it belongs to uid ${uid}, not to ${self}`);
    }
    if (made) {
      // Whatever the umask says; the mode of a folder that was there is its owner's business.
      chmodSync(path, mode);
    }
    return path;
  } catch (error) {
    throw new EnvironmentError(`cannot use the folder ${path}: ${messageOf(error)}`, {
      code: 'FOLDER_UNUSABLE',
      hint: 'Make it writable for this user, or name others with ELEMENTALDB_CACHE and ELEMENTALDB_STATE.',
      cause: error,
    });
  }
}

export interface Account {
  uid: number;
  gid: number;
}

/** Whether an account may enter `path` and every folder above it, judged by the permission bits. */
export function canReach(path: string, account: Account): boolean {
  if (account.uid === 0) {
    return true;
  }
  for (let folder = path; ; folder = dirname(folder)) {
    if (!mayEnter(lstatSync(folder), account)) {
      return false;
    }
    if (folder === dirname(folder)) {
      return true;
    }
  }
}

function mayEnter(stat: Stats, account: Account): boolean {
  if (stat.uid === account.uid) {
    return (stat.mode & 0o100) !== 0;
  }
  return (stat.mode & (stat.gid === account.gid ? 0o010 : 0o001)) !== 0;
}
