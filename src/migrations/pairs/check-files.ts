import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';

import { LARGEST_VERSION, parseFileName, type MigrationFileName } from './file-name.ts';
import type { FolderFinding } from './folder-finding.ts';
import type { Direction, Migration } from './migration.ts';

export interface FoundFile extends MigrationFileName {
  path: string;
}

type Texts = readonly [what: string, why: string, fix: string];

function error(rule: FolderFinding['rule'], file: string, [what, why, fix]: Texts): FolderFinding {
  return { rule, severity: 'error', file, what, why, fix };
}

function warning(rule: FolderFinding['rule'], file: string, [what, why, fix]: Texts): FolderFinding {
  return { rule, severity: 'warning', file, what, why, fix };
}

export async function checkSubfolder(path: string, name: string): Promise<FolderFinding[]> {
  if (parseFileName(name) !== undefined) {
    return [
      error('folder-instead-of-file', path, [
        'is a folder with the name of a migration',
        'golang-migrate silently ignores folders, so the migration never runs.',
        'Put the SQL into a file with this name.',
      ]),
    ];
  }
  const inside = await readdir(path).catch(() => []);
  const count = inside.filter((file) => parseFileName(file) !== undefined).length;
  return count === 0
    ? []
    : [
        warning('nested-folder-ignored', path, [
          `is a subfolder with ${count} migration ${count === 1 ? 'file' : 'files'}`,
          'golang-migrate never reads subfolders.',
          'Move the files up, or use the subfolder as the migrations folder.',
        ]),
      ];
}

/** Checks a file whose name golang-migrate ignores: it may be meant as a migration. */
export function checkIgnoredName(path: string, fileName: string): FolderFinding[] {
  const why = 'golang-migrate silently ignores such a file.';
  if (/^[0-9]+_.*\.(?:down|up)\./i.test(fileName)) {
    return [
      /^[0-9]{20,}_/.test(fileName)
        ? error('ignored-name', path, ['never runs: its version is larger than 64 bits', why, 'Use a smaller version.'])
        : error('wrong-case', path, [
            'never runs: `up` and `down` must be lower case',
            why,
            `Rename it to ${fileName.toLowerCase()}.`,
          ]),
    ];
  }
  if (!/\.sql$/i.test(fileName)) {
    return [];
  }
  const suggestion = suggestName(fileName);
  return [
    error('ignored-name', path, [
      'never runs: its name is not VERSION_NAME.up.sql or VERSION_NAME.down.sql',
      why,
      `Rename it${suggestion === undefined ? '' : ` to ${suggestion}`}, or move it out of the folder.`,
    ]),
  ];
}

/** A valid name for `V3__b.up.sql`, `2-b.up.sql` or `4_c.sql`. */
function suggestName(fileName: string): string | undefined {
  const [, version, name, direction] = /^[vu]?([0-9]+)[-_. ]*(.*?)(?:[._-](up|down))?\.sql$/i.exec(fileName) ?? [];
  return version === undefined || name === undefined
    ? undefined
    : `${version}_${name === '' ? 'name' : name}.${direction?.toLowerCase() ?? 'up'}.sql`;
}

/** @param isLoaded false if the option `clientData` is `none` or names another file */
export function checkClientData({ version, direction, path }: FoundFile, isLoaded: boolean): FolderFinding {
  return direction === 'up'
    ? warning('client-data-seen-by-golang-migrate', path, [
        `is client data, but golang-migrate treats it as migration ${version}${isLoaded ? '' : '; elementaldb neither runs nor loads it, because clientData names another file or none'}`,
        `If golang-migrate runs it, ${version} becomes the current version, and it says "no change" to every later migration.`,
        `Move it out of the folder that golang-migrate reads, and set its new path as clientData in elementaldb.config.json. If a database is at ${version} already, "elementaldb migrate doctor" prints the statement that repairs it.`,
      ])
    : warning('client-data-down', path, [
        'is a down file of the client data and never runs',
        'Client data is a stage after the migrations and is never undone.',
        'Remove the file.',
      ]);
}

export function checkExtension({ extension, path }: FoundFile): FolderFinding[] {
  return extension === 'sql'
    ? []
    : [
        warning('unusual-extension', path, [
          `ends in .${extension} but runs as a migration`,
          'golang-migrate ignores the extension: a backup copy next to a migration is a migration.',
          'Rename it to end in .sql, or move it out of the folder.',
        ]),
      ];
}

export function checkSize(path: string): FolderFinding[] {
  return sizeOf(path) === 0
    ? [
        warning('empty-file', path, [
          'is empty',
          'golang-migrate changes the version without changing the database.',
          'Write the SQL, or a comment that says why there is none.',
        ]),
      ]
    : [];
}

function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch {
    return undefined; // A broken link or a file without permission fails later, when it is read.
  }
}

export function versionTooLarge({ version, path }: FoundFile): FolderFinding {
  return error('version-too-large', path, [
    `has version ${version}, which is too large for the ledger`,
    'The ledger is a bigint: golang-migrate would run the file but could not record it.',
    `Use a version up to ${LARGEST_VERSION}.`,
  ]);
}

export function duplicateVersion({ version, direction, path }: FoundFile, other: string): FolderFinding {
  return error('duplicate-version', path, [
    `has the same version (${version}) and direction (${direction}) as ${basename(other)}`,
    'golang-migrate rejects the whole folder. Leading zeros and extensions do not make versions different.',
    'Give one of the two another number, or remove it.',
  ]);
}

/** Checks the two files of a migration as a pair. */
export function checkPair({ up, down }: Migration): FolderFinding[] {
  if (up === undefined && down !== undefined) {
    return [
      error('missing-up', down, [
        'has no up file',
        'golang-migrate moves the version up without running anything; the down file then undoes what never happened.',
        `Add ${otherHalf(down, 'up')}, or remove this file.`,
      ]),
    ];
  }
  if (down === undefined && up !== undefined) {
    return [
      warning('missing-down', up, [
        'has no down file',
        'golang-migrate moves the version down without undoing anything.',
        `Add ${otherHalf(up, 'down')}.`,
      ]),
    ];
  }
  const upName = up && parseFileName(basename(up))?.name;
  const downName = down && parseFileName(basename(down))?.name;
  return down === undefined || upName === downName
    ? []
    : [
        warning('different-names', down, [
          `is the down file of ${upName ?? ''} but is named ${downName ?? ''}`,
          'golang-migrate pairs files by version only; people pair them by name.',
          'Give both files the same name, or give one of them another version.',
        ]),
      ];
}

function otherHalf(path: string, direction: Direction): string {
  return basename(path).replace(/\.(?:up|down)(?=\.[^.]*$)/, `.${direction}`);
}
