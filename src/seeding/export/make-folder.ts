import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';

import { EnvironmentError, UsageError, codeOf, messageOf } from '../../support/errors.ts';

/**
 * Makes a folder and those above it.
 *
 * @returns whether it was not there
 * @throws UsageError `NOT_A_FOLDER`; EnvironmentError `FOLDER_UNUSABLE`
 */
export function makeFolder(folder: string, path: string): boolean {
  try {
    return makeFolders(folder);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      throw new UsageError(`${path} is not a folder`, {
        code: 'NOT_A_FOLDER',
        hint: 'Choose a new folder.',
        cause: error,
      });
    }
    throw unusable(path, error);
  }
}

export function unusable(path: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(`cannot make the folder ${path}: ${messageOf(cause)}`, {
    code: 'FOLDER_UNUSABLE',
    hint: 'Choose a folder that this user can make, or make it.',
    cause,
  });
}

/** Node's own recursion does not end where a file system refuses every new folder with ENOENT, as some virtual ones do. */
function makeFolders(folder: string): boolean {
  const parent = dirname(folder);
  if (!existsSync(parent)) {
    makeFolders(parent);
  }
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !isFolder(folder)) {
      throw error;
    }
    return false;
  }
}

function isFolder(path: string): boolean {
  try {
    readdirSync(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR' || codeOf(error) === 'ENOENT') {
      return false;
    }
    throw error;
  }
}
