import { randomBytes } from 'node:crypto';
import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';

import { codeOf } from './errors.ts';

const MARK = '.building-';

/** A temporary name next to `target`, with our pid, so that a sweep can recognize files of dead processes. */
export function temporaryName(target: string): string {
  mkdirSync(dirname(target), { recursive: true });
  return `${target}${MARK}${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** The pid in a name from {@link temporaryName}; undefined for other names. */
export function builderOf(name: string): number | undefined {
  const match = /\.building-(\d+)-[0-9a-f]{8}$/.exec(name);
  return match === null ? undefined : Number(match[1]);
}

/**
 * Gives a finished folder its final name in one step. If another process has published the same content, its folder stays
 * and ours is removed.
 */
export function publishFolder(building: string, target: string): void {
  try {
    renameSync(building, target);
  } catch (error) {
    const lostRace = ['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(codeOf(error) ?? '') && existsSync(target);
    rmSync(building, { recursive: true, force: true });
    if (!lostRace) {
      throw error;
    }
  }
}

/**
 * Writes a text file in one step, so that readers see the old or the new content, never a part, with the permissions of the old file. A link stays a link to the
 * file that is written; a device or a pipe is written to, since a file with its name would replace it.
 */
export function publishText(target: string, text: string, mode?: number): void {
  const present = statSync(target, { throwIfNoEntry: false });
  if (present !== undefined && !present.isFile()) {
    writeFileSync(target, text);
    return;
  }
  const file = present === undefined ? linkedFrom(target) : realpathSync(target);
  const building = temporaryName(file);
  const wanted = mode ?? (present === undefined ? undefined : present.mode & 0o777);
  try {
    writeFileSync(building, text, { flag: 'wx', ...(wanted === undefined ? {} : { mode: wanted }) });
    renameSync(building, file);
  } finally {
    rmSync(building, { force: true });
  }
}

/** The file that a link names and that is not there yet; the path itself if it is no link. */
function linkedFrom(path: string): string {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink ? linkedFrom(resolve(dirname(path), readlinkSync(path))) : path;
}

/** Gives a complete file a second name in one step, which no other file may have. @throws the error EEXIST */
export function linkExclusively(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      throw error;
    }
    // File systems without links, e.g. shared folders of virtual machines.
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}
