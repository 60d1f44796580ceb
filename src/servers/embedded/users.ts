import { execFile } from 'node:child_process';
import { chownSync, closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { codeOf } from '../../support/errors.ts';
import type { Account } from '../../support/folders.ts';

/** A process's use of a shared server. The kernel closes it when the process ends in any way. */
export interface Share {
  /** Ends the use. Idempotent. */
  leave(): void;
  /** Keeps the server running for an hour after its last user, so that a person can inspect databases. */
  stay(): void;
}

/** The share of the process that starts the server, with the read end of the pipe for the supervisor. */
interface FirstShare extends Share {
  readEnd: number;
  closeReadEnd(): void;
}

const { O_RDONLY, O_RDWR, O_WRONLY, O_NONBLOCK } = constants;

/**
 * Creates the pipe of a server before its start. We open the write end before anybody reads, so the server always has a
 * user. Child processes do not inherit files that Node opens.
 */
export async function openUsers(runFolder: string, account: Account): Promise<FirstShare> {
  const path = usersPath(runFolder);
  await promisify(execFile)('mkfifo', ['-m', '600', path]);
  if (process.getuid?.() === 0) {
    chownSync(path, account.uid, account.gid);
  }
  const share = shareOf(openSync(path, O_RDWR | O_NONBLOCK));
  const readEnd = openSync(path, O_RDONLY);
  return { ...share, readEnd, closeReadEnd: () => closeSync(readEnd) };
}

/** Joins a shared server; undefined if it is about to end or is not shared. */
export function joinUsers(runFolder: string): Share | undefined {
  try {
    // O_NONBLOCK: fails without a reader instead of waiting for one.
    const pipe = openSync(usersPath(runFolder), O_WRONLY | O_NONBLOCK);
    writeSync(pipe, 'JOIN\n');
    return shareOf(pipe);
  } catch (error) {
    if (['ENOENT', 'ENXIO', 'ENOTDIR', 'EPIPE'].includes(codeOf(error) ?? '')) {
      return undefined;
    }
    throw error;
  }
}

function shareOf(pipe: number): Share {
  let open = true;
  return {
    leave: () => {
      if (open) {
        open = false;
        closeSync(pipe);
      }
    },
    stay: () => {
      if (open) {
        writeSync(pipe, 'STAY\n');
      }
    },
  };
}

function usersPath(runFolder: string): string {
  return join(runFolder, 'users');
}
