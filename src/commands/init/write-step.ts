import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { EnvironmentError, codeOf, messageOf } from '../../support/errors.ts';
import { linkExclusively, temporaryName } from '../../support/publish.ts';
import type { Step } from './step.ts';

/**
 * Writes the file of a step in one piece, and the folders above it. Never replaces a file.
 *
 * @throws EnvironmentError `FILE_NOT_WRITTEN`
 */
export function writeStep(folder: string, { path, content }: Step): void {
  const target = join(folder, path);
  try {
    makeFolder(dirname(target));
    const building = temporaryName(target);
    try {
      writeFileSync(building, content, { flag: 'wx' });
      linkExclusively(building, target);
    } finally {
      rmSync(building, { force: true });
    }
  } catch (error) {
    throw new EnvironmentError(`cannot write ${path}: ${REASONS[codeOf(error) ?? ''] ?? messageOf(error)}`, {
      code: 'FILE_NOT_WRITTEN',
      hint: 'Correct this, then run init again: it keeps the files that are there.',
      cause: error,
    });
  }
}

/** For a file in the place of the folder Node says EEXIST, for one above it ENOTDIR. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw codeOf(error) === 'EEXIST' ? Object.assign(new Error('', { cause: error }), { code: 'ENOTDIR' }) : error;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'a file of that name has appeared',
  ENOTDIR: 'its folder is a file',
  EACCES: 'this user must not write to the folder',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};
