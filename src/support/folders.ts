import { accessSync, chmodSync, constants, lstatSync, mkdirSync, type Stats } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { EnvironmentError, messageOf } from './errors.ts';

const { X_OK, W_OK } = constants;

/**
 * The folder for binaries and data directories between runs: `ELEMENTALDB_CACHE`, otherwise the platform's cache folder.
 * For root it is `/var/cache/elementaldb`, because PostgreSQL runs as another account, which cannot enter `/root`.
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

/** The folder for records of servers: `ELEMENTALDB_STATE`, otherwise the platform's state folder. Mode 0700. */
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
      // The home may not exist or not be writable (containers with a uid without a name): try the next folder.
    }
  }
  return ensureFolder(candidates.at(-1) ?? tmpdir(), mode);
}

/** @throws EnvironmentError `FOLDER_UNUSABLE` if it cannot be created or written, or belongs to another user */
function ensureFolder(path: string, mode: number): string {
  try {
    const isNew = mkdirSync(path, { recursive: true }) !== undefined;
    accessSync(path, X_OK | W_OK);
    const { uid } = lstatSync(path);
    const self = process.getuid?.();
    if (self !== undefined && uid !== self) {
      // The owner of a folder in a shared place could replace its contents.
      throw new Error(`it belongs to uid ${uid}, not to ${self}`);
    }
    if (isNew) {
      // Independent of the umask; the mode of an existing folder is not changed.
      chmodSync(path, mode);
    }
    return path;
  } catch (error) {
    throw new EnvironmentError(`cannot use the folder ${path}: ${messageOf(error)}`, {
      code: 'FOLDER_UNUSABLE',
      hint: 'Make it writable for this user, or set others in ELEMENTALDB_CACHE and ELEMENTALDB_STATE.',
      cause: error,
    });
  }
}

export interface Account {
  uid: number;
  gid: number;
}

/** Whether an account can enter `path` and every folder above it, by their permission bits. */
export function canReach(path: string, account: Account): boolean {
  if (account.uid === 0) {
    return true;
  }
  for (let folder = path; ; folder = dirname(folder)) {
    if (!canEnter(lstatSync(folder), account)) {
      return false;
    }
    if (folder === dirname(folder)) {
      return true;
    }
  }
}

function canEnter(stat: Stats, account: Account): boolean {
  if (stat.uid === account.uid) {
    return (stat.mode & 0o100) !== 0;
  }
  return (stat.mode & (stat.gid === account.gid ? 0o010 : 0o001)) !== 0;
}
