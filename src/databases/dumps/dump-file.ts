import {
  closeSync,
  existsSync,
  openSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { EnvironmentError, UsageError, codeOf, messageOf } from '../../support/errors.ts';
import { identityOf } from '../../support/process-identity.ts';
import { builderOf, temporaryName } from '../../support/publish.ts';

/** What every file of pg_dump's custom format begins with. */
const MAGIC = 'PGDMP';

/** The byte after the magic, three of the version and two of sizes that says the format; 1 is custom. */
const FORMAT_AT = 10;

/** The files that this process is writing. */
const unfinished = new Set<string>();

/**
 * Has a file written beside its place, where only its owner can read it, and put there when it is whole and on disk.
 * What a killed process has left of the same file goes.
 *
 * @throws UsageError `FILE_EXISTS`, `NO_SUCH_FOLDER`; EnvironmentError `FILE_NOT_WRITTEN`
 */
export async function writeAtomically<T>(
  path: string,
  { replace }: { replace: boolean },
  write: (building: string) => Promise<T>,
): Promise<T> {
  const target = resolve(path);
  if (!existsSync(dirname(target))) {
    throw new UsageError(`there is no folder ${dirname(target)}`, { code: 'NO_SUCH_FOLDER', hint: 'Make it first.' });
  }
  requireFree(target, path, replace);
  removeLeftovers(target);
  const building = temporaryName(target);
  unfinished.add(building);
  try {
    prepare(building, path);
    const result = await write(building);
    requireFree(target, path, replace);
    renameSync(building, target);
    return result;
  } finally {
    rmSync(building, { force: true });
    unfinished.delete(building);
  }
}

/** Removes what this process is writing, for one that is about to exit. */
export function removeUnfinishedFiles(): void {
  for (const file of unfinished) {
    rmSync(file, { force: true });
  }
}

function requireFree(target: string, path: string, replace: boolean): void {
  if (existsSync(target) && (!replace || !statSync(target).isFile())) {
    throw new UsageError(`there is a file ${path} already`, {
      code: 'FILE_EXISTS',
      hint: 'Choose another, or put the new one in its place with --replace.',
    });
  }
}

function prepare(building: string, path: string): void {
  try {
    writeFileSync(building, '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new EnvironmentError(`${path} cannot be written: ${messageOf(error)}`, {
      code: 'FILE_NOT_WRITTEN',
      hint: 'Let this user write there, or name another place.',
      cause: error,
    });
  }
}

function removeLeftovers(target: string): void {
  for (const name of readdirSync(dirname(target))) {
    const builder = name.startsWith(basename(target)) ? builderOf(name) : undefined;
    if (
      builder !== undefined &&
      name.startsWith(`${basename(target)}.building-`) &&
      identityOf(builder) === undefined
    ) {
      rmSync(join(dirname(target), name), { force: true });
    }
  }
}

/**
 * Sees that a file is what `pg_restore` can read, as far as its beginning tells.
 *
 * @throws UsageError `NO_SUCH_FILE`, `NOT_A_DUMP`
 */
export function requireDump(path: string): void {
  const beginning = readBeginning(path);
  if (beginning.length > FORMAT_AT && beginning.toString('latin1').startsWith(MAGIC) && beginning[FORMAT_AT] === 1) {
    return;
  }
  throw new UsageError(`${path} is no dump in pg_dump's custom format`, {
    code: 'NOT_A_DUMP',
    hint: 'Make one with "elementaldb snapshot save --file", or pg_dump --format=custom. A plain script of pg_dump can be applied as client data: --client-data.',
  });
}

function readBeginning(path: string): Buffer {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${messageOf(error)}`, {
      code: codeOf(error) === 'ENOENT' ? 'NO_SUCH_FILE' : 'FILE_NOT_READ',
      hint: 'Name a file that "elementaldb snapshot save --file" has written.',
      cause: error,
    });
  }
  try {
    const bytes = Buffer.alloc(FORMAT_AT + 1);
    return bytes.subarray(0, statSync(path).isFile() ? readSync(file, bytes) : 0);
  } finally {
    closeSync(file);
  }
}
