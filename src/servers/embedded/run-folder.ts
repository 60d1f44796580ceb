import { randomBytes } from 'node:crypto';
import { accessSync, chownSync, constants, mkdirSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { EnvironmentError } from '../../support/errors.ts';
import { canReach, type Account } from '../../support/folders.ts';

/** A socket's path must fit sockaddr_un: 108 bytes on Linux, 104 elsewhere, the closing NUL included. */
const LONGEST_SOCKET_PATH = 103;
const SOCKET_NAME = '.s.PGSQL.65535.lock';
const NAME_LENGTH = 'elementaldb-'.length + 12;

/** In memory only with room to spare: filling /dev/shm (64 MB in a container) takes other programs down. */
const MEMORY_HEADROOM = 3;

/**
 * Chooses where a server's run folder is to be: `named` (or `ELEMENTALDB_RUN`) if given, else in memory when three times
 * the `bytes` needed are free there, else in the temporary folder.
 *
 * @throws EnvironmentError `NO_RUN_FOLDER` when no place can be used, `NO_SPACE` when none has room
 */
export function chooseRunFolder(account: Account, bytes: number, named = process.env['ELEMENTALDB_RUN']): string {
  const name = `elementaldb-${randomBytes(6).toString('hex')}`;
  if (named !== undefined && named !== '') {
    const root = resolve(named);
    const why = unusable(root, account, bytes);
    if (why !== undefined) {
      throw new EnvironmentError(`the run folder cannot be in ${named}: ${why}`, {
        code: 'NO_RUN_FOLDER',
        hint: 'Name another with ELEMENTALDB_RUN, or none at all.',
      });
    }
    return join(root, name);
  }
  const places = [
    { root: '/dev/shm', need: bytes * MEMORY_HEADROOM },
    { root: tmpdir(), need: bytes },
    { root: '/tmp', need: bytes },
    { root: '/var/tmp', need: bytes },
  ];
  const refused: string[] = [];
  for (const { root, need } of places) {
    const why = unusable(root, account, need);
    if (why === undefined) {
      return join(root, name);
    }
    refused.push(`${root}: ${why}`);
  }
  throw new EnvironmentError(`no place for a data directory of ${megabytes(bytes)}\n  ${refused.join('\n  ')}`, {
    code: 'NO_RUN_FOLDER',
    hint: 'Free some space, or name a folder with ELEMENTALDB_RUN.',
  });
}

/** Makes the folder for the account alone. */
export function makeRunFolder(path: string, account: Account): void {
  mkdirSync(path, { mode: 0o700 });
  if (process.getuid?.() === 0) {
    chownSync(path, account.uid, account.gid);
  }
}

function unusable(root: string, account: Account, bytes: number): string | undefined {
  try {
    accessSync(root, constants.W_OK | constants.X_OK);
    if (!canReach(root, account)) {
      return `the account that runs the server (uid ${account.uid}) cannot enter it`;
    }
    if (Buffer.byteLength(join(root, SOCKET_NAME)) + 1 + NAME_LENGTH > LONGEST_SOCKET_PATH) {
      return 'its path is too long for a unix socket';
    }
    const { bavail, bsize } = statfsSync(root);
    return bavail * bsize >= bytes ? undefined : `${megabytes(bavail * bsize)} free, ${megabytes(bytes)} needed`;
  } catch {
    return 'it is not there or cannot be written';
  }
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_048_576)} MB`;
}
