import { execFile } from 'node:child_process';
import { chownSync, closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { codeOf } from '../../support/errors.ts';
import type { Account } from '../../support/folders.ts';

/** A process's share in a server that several use: the kernel gives it back when the process ends, in whatever way. */
export interface Share {
  /** Gives it back. Idempotent. */
  leave(): void;
  /** Has the server stay for an hour after its last user, so that a person can look at what is kept on it. */
  stay(): void;
}

/** The share of the process that starts the server, with the end of the pipe that its supervisor is to read. */
interface FirstShare extends Share {
  readEnd: number;
  closeReadEnd(): void;
}

const { O_RDONLY, O_RDWR, O_WRONLY, O_NONBLOCK } = constants;

/**
 * Makes the pipe of a server that is about to be started. Its writing end is ours before anybody reads, so that no
 * moment is without a user; Node opens files so that no child inherits them.
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

/** Joins the users of a running server; undefined when it has none any more and is about to end, or is not shared. */
export function joinUsers(runFolder: string): Share | undefined {
  try {
    // Without a reader this fails instead of waiting for one.
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
