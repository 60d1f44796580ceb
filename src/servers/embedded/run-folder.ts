import { randomBytes } from 'node:crypto';
import { accessSync, chownSync, constants, mkdirSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { EnvironmentError } from '../../support/errors.ts';
import { canReach, type Account } from '../../support/folders.ts';

/** A socket's path must fit in sockaddr_un: 108 bytes on Linux, 104 on other systems, with the final NUL. */
const LONGEST_SOCKET_PATH = 103;
const SOCKET_NAME = '.s.PGSQL.65535.lock';
const NAME_LENGTH = 'elementaldb-'.length + 12;

/** Memory is used only with plenty of free space: a full /dev/shm (64 MB in a container) stops other programs. */
const MEMORY_HEADROOM = 3;

/**
 * Chooses the path of a server's run folder: in `named` (or `ELEMENTALDB_RUN`) if given, otherwise in memory if three
 * times the required `bytes` are free, otherwise in the temporary folder.
 *
 * @throws EnvironmentError `NO_RUN_FOLDER` if no folder can be used
 */
export function chooseRunFolder(account: Account, bytes: number, named = process.env['ELEMENTALDB_RUN']): string {
  const name = `elementaldb-${randomBytes(6).toString('hex')}`;
  if (named !== undefined && named !== '') {
    const root = resolve(named);
    const why = unusable(root, account, bytes);
    if (why !== undefined) {
      throw new EnvironmentError(`cannot use ${named} for the run folder: ${why}`, {
        code: 'NO_RUN_FOLDER',
        hint: 'Set another folder in ELEMENTALDB_RUN, or unset it.',
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
  const rejected: string[] = [];
  for (const { root, need } of places) {
    const why = unusable(root, account, need);
    if (why === undefined) {
      return join(root, name);
    }
    rejected.push(`${root}: ${why}`);
  }
  throw new EnvironmentError(`no folder for a data directory of ${megabytes(bytes)}\n  ${rejected.join('\n  ')}`, {
    code: 'NO_RUN_FOLDER',
    hint: 'Free some space, or set a folder in ELEMENTALDB_RUN.',
  });
}

/** Creates the folder with access for the account only. */
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
      return 'the path is too long for a unix socket';
    }
    const { bavail, bsize } = statfsSync(root);
    return bavail * bsize >= bytes ? undefined : `${megabytes(bavail * bsize)} free, ${megabytes(bytes)} needed`;
  } catch {
    return 'it does not exist or is not writable';
  }
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_048_576)} MB`;
}
