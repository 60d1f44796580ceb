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

/** The first bytes of every file in pg_dump's custom format. */
const MAGIC = 'PGDMP';

/** Offset of the format byte, after the magic, three bytes of version and two of sizes; 1 is custom. */
const FORMAT_AT = 10;

/** Files that this process is writing. */
const unfinished = new Set<string>();

/**
 * Writes a file under a temporary name beside it, readable only by its owner, and renames it when it is complete.
 * Removes what killed processes left of the same file.
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
    throw new UsageError(`the folder ${dirname(target)} does not exist`, {
      code: 'NO_SUCH_FOLDER',
      hint: 'Create it.',
    });
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

/** Removes unfinished files of this process before it exits. */
export function removeUnfinishedFiles(): void {
  for (const file of unfinished) {
    rmSync(file, { force: true });
  }
}

function requireFree(target: string, path: string, replace: boolean): void {
  if (existsSync(target) && (!replace || !statSync(target).isFile())) {
    throw new UsageError(`the file ${path} exists already`, {
      code: 'FILE_EXISTS',
      hint: 'Choose another name, or replace it with --replace.',
    });
  }
}

function prepare(building: string, path: string): void {
  try {
    writeFileSync(building, '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new EnvironmentError(`cannot write ${path}: ${messageOf(error)}`, {
      code: 'FILE_NOT_WRITTEN',
      hint: 'Allow this user to write there, or choose another folder.',
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
 * Checks by its first bytes that a file is a dump for `pg_restore`.
 *
 * @throws UsageError `NO_SUCH_FILE`, `NOT_A_DUMP`
 */
export function requireDump(path: string): void {
  const beginning = readBeginning(path);
  if (beginning.length > FORMAT_AT && beginning.toString('latin1').startsWith(MAGIC) && beginning[FORMAT_AT] === 1) {
    return;
  }
  throw new UsageError(`not a dump in pg_dump's custom format: ${path}`, {
    code: 'NOT_A_DUMP',
    hint: 'Create one with "elementaldb snapshot save --file" or pg_dump --format=custom. Apply a plain script of pg_dump as client data, with --client-data.',
  });
}

function readBeginning(path: string): Buffer {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${messageOf(error)}`, {
      code: codeOf(error) === 'ENOENT' ? 'NO_SUCH_FILE' : 'FILE_NOT_READ',
      hint: 'Name a file that "elementaldb snapshot save --file" wrote.',
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
