import { statSync, type Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { codeOf, ElementalError, EnvironmentError } from '../../support/errors.ts';
import { type MigrationFileName, isClientData, LARGEST_VERSION, parseFileName } from './file-name.ts';
import type { FolderFinding } from './folder-finding.ts';
import { ignoredNameFinding } from './ignored-name.ts';
import type { Migration } from './migration.ts';
import { pairFindings } from './pair-findings.ts';

/** What a migrations folder holds. */
export interface FoundMigrations {
  folder: string;
  /** In numeric order of their versions. */
  migrations: Migration[];
  /** Path of `999999_client_data.up.sql`, a stage after the last migration that never enters the ledger. */
  clientData: string | undefined;
  /** What golang-migrate ignores in silence or trips over. */
  findings: FolderFinding[];
}

export interface FindOptions {
  /** Take a folder without migrations as it is instead of throwing. */
  allowEmpty?: boolean;
  /** The files are read by the caller, who sees which are empty: none is looked at for it. */
  willRead?: boolean;
}

interface FoundFile extends MigrationFileName {
  path: string;
}

/**
 * Reads the names (never the contents) of a folder as golang-migrate does and pairs them into migrations. Faults of
 * single files are findings; see `assertRunnable` for those that forbid a run.
 *
 * @throws EnvironmentError `MIGRATIONS_FOLDER_MISSING`, `MIGRATIONS_FOLDER_NOT_A_FOLDER`,
 *   `MIGRATIONS_FOLDER_UNREADABLE`, or `NO_MIGRATIONS` unless allowed
 */
export async function findMigrations(folder: string, options: FindOptions = {}): Promise<FoundMigrations> {
  const entries = await listFolder(folder);
  const findings: FolderFinding[] = [];
  const byVersion = new Map<bigint, Migration>();
  let clientData: string | undefined;

  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      findings.push(...(await subfolderFindings(path, entry.name)));
      continue;
    }
    const parsed = parseFileName(entry.name);
    if (parsed === undefined) {
      findings.push(...ignoredNameFinding(path, entry.name));
      continue;
    }
    const file: FoundFile = { ...parsed, path };
    if (isClientData(file)) {
      findings.push(clientDataFinding(file));
      clientData = file.direction === 'up' ? (clientData ?? path) : clientData;
      continue;
    }
    const misplaced = place(byVersion, file);
    findings.push(...extensionFindings(file));
    if (options.willRead !== true || misplaced.length > 0) {
      findings.push(...sizeFindings(path));
    }
    findings.push(...misplaced);
  }

  const migrations = [...byVersion.values()].toSorted((a, b) => (a.version < b.version ? -1 : 1));
  findings.push(...migrations.flatMap(pairFindings));
  if (migrations.length === 0 && options.allowEmpty !== true) {
    throw new EnvironmentError(`${folder} holds no migrations`, {
      code: 'NO_MIGRATIONS',
      hint:
        findings[0]?.fix ??
        'Name the folder with files such as 000001_create_site.up.sql, or make the first with `migrate create`.',
    });
  }
  return { folder, migrations, clientData, findings };
}

const FORBIDS_RUNNING = new Set<FolderFinding['rule']>(['duplicate-version', 'version-too-large']);

/**
 * Refuses what golang-migrate refuses to run, or would run wrongly.
 *
 * @throws ElementalError (kind `migration`, code `MIGRATIONS_AMBIGUOUS`) naming the files
 */
export function assertRunnable(found: FoundMigrations): void {
  const [first, ...others] = found.findings.filter((finding) => FORBIDS_RUNNING.has(finding.rule));
  if (first !== undefined) {
    const more = others.length === 0 ? '' : ` (and ${others.length} more of the kind)`;
    throw new ElementalError(`${first.file}: ${first.what}${more}`, {
      code: 'MIGRATIONS_AMBIGUOUS',
      kind: 'migration',
      hint: first.fix,
    });
  }
}

async function listFolder(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') {
      throw new EnvironmentError(`the migrations folder ${folder} does not exist`, {
        code: 'MIGRATIONS_FOLDER_MISSING',
        hint: 'Name the folder that holds your migrations, or make it.',
        cause: error,
      });
    }
    if (code === 'ENOTDIR') {
      throw new EnvironmentError(`${folder} is a file, not a folder of migrations`, {
        code: 'MIGRATIONS_FOLDER_NOT_A_FOLDER',
        hint: 'Name the folder that holds the file.',
        cause: error,
      });
    }
    throw new EnvironmentError(`cannot read the migrations folder ${folder} (${code ?? 'unknown reason'})`, {
      code: 'MIGRATIONS_FOLDER_UNREADABLE',
      hint: 'Let this user read and enter it.',
      cause: error,
    });
  }
}

async function subfolderFindings(path: string, name: string): Promise<FolderFinding[]> {
  if (parseFileName(name) !== undefined) {
    return [
      {
        rule: 'folder-instead-of-file',
        severity: 'error',
        file: path,
        what: 'is a folder with the name of a migration',
        why: 'golang-migrate passes over folders in silence, so the migration never runs.',
        fix: 'Put the SQL into a file of this name.',
      },
    ];
  }
  const inside = await readdir(path).catch(() => []);
  const seen = inside.filter((file) => parseFileName(file) !== undefined);
  return seen.length === 0
    ? []
    : [
        {
          rule: 'nested-folder-ignored',
          severity: 'warning',
          file: path,
          what: `is a subfolder with ${seen.length} migration ${seen.length === 1 ? 'file' : 'files'}`,
          why: 'golang-migrate never looks into subfolders.',
          fix: 'Move the files up, or name the subfolder as the migrations folder.',
        },
      ];
}

function clientDataFinding(file: FoundFile): FolderFinding {
  return file.direction === 'up'
    ? {
        rule: 'client-data-seen-by-golang-migrate',
        severity: 'warning',
        file: file.path,
        what: 'is client data, but golang-migrate takes it for migration 999999',
        why: 'Run by golang-migrate, it becomes the current version, and no later migration is ever applied.',
        fix: 'Keep it out of the folder that golang-migrate is given, and name it to elementaldb by itself.',
      }
    : {
        rule: 'client-data-down',
        severity: 'warning',
        file: file.path,
        what: 'is a down of the client data, which nothing runs',
        why: 'Client data is a stage after the migrations and is never undone.',
        fix: 'Remove the file.',
      };
}

function extensionFindings({ extension, path }: FoundFile): FolderFinding[] {
  return extension === 'sql'
    ? []
    : [
        {
          rule: 'unusual-extension',
          severity: 'warning',
          file: path,
          what: `ends in .${extension} and is run all the same`,
          why: 'golang-migrate does not look at the extension: a backup copy beside a migration is a migration.',
          fix: 'Rename it to end in .sql, or move it out of the folder.',
        },
      ];
}

function sizeFindings(path: string): FolderFinding[] {
  return sizeOf(path) === 0
    ? [
        {
          rule: 'empty-file',
          severity: 'warning',
          file: path,
          what: 'is empty',
          why: 'golang-migrate moves the version without changing anything.',
          fix: 'Write the SQL, or a comment that says why there is none.',
        },
      ]
    : [];
}

function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch {
    return undefined; // A broken link or a file that may not be looked at fails when it is read, with a message of its own.
  }
}

/** Puts a file into its pair; the first of two that claim the same half stays. */
function place(byVersion: Map<bigint, Migration>, file: FoundFile): FolderFinding[] {
  if (file.version > LARGEST_VERSION) {
    return [
      {
        rule: 'version-too-large',
        severity: 'error',
        file: file.path,
        what: `has version ${file.version}, more than the ledger can hold`,
        why: 'The ledger is a bigint: golang-migrate would run the file and forget that it did.',
        fix: `Take a version up to ${LARGEST_VERSION}.`,
      },
    ];
  }
  const present = byVersion.get(file.version);
  const migration = present ?? { version: file.version, name: file.name, up: undefined, down: undefined };
  byVersion.set(file.version, migration);
  const other = migration[file.direction];
  if (other !== undefined) {
    return [
      {
        rule: 'duplicate-version',
        severity: 'error',
        file: file.path,
        what: `has the version (${file.version}) and direction (${file.direction}) of ${basename(other)}`,
        why: 'golang-migrate refuses the whole folder: leading zeros and extensions do not tell versions apart.',
        fix: 'Renumber one of the two, or remove it.',
      },
    ];
  }
  migration[file.direction] = file.path;
  if (file.direction === 'up') {
    migration.name = file.name;
  }
  return [];
}
