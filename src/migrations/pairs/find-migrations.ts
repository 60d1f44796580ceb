import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

import * as v from 'valibot';

import { NAMED_LAYOUT, type NamedLayout, type OtherLayout } from '../../configuration/layout.ts';
import { TEXT, YES_OR_NO, checkOptions } from '../../support/check-options.ts';
import { codeOf, ElementalError, EnvironmentError, UsageError } from '../../support/errors.ts';
import {
  checkClientData,
  checkExtension,
  checkIgnoredName,
  checkPair,
  checkSize,
  checkSubfolder,
  duplicateVersion,
  versionTooLarge,
  type FoundFile,
} from './check-files.ts';
import { clientDataFiles, isConventional, isNamed, isPattern } from './client-data-files.ts';
import { layoutNamed } from '../layouts/all-layouts.ts';
import { detectLayout, otherLayoutOf } from '../layouts/detect-layout.ts';
import { findInLayout } from '../layouts/find-in-layout.ts';
import { LARGEST_VERSION, parseFileName } from './file-name.ts';
import type { FolderFinding } from './folder-finding.ts';
import type { Migration } from './migration.ts';

/** The contents of a migrations folder. */
export interface FoundMigrations {
  folder: string;
  /** The tool whose layout the files have; undefined for golang-migrate. */
  layout?: OtherLayout;
  /** Sorted by version. */
  migrations: Migration[];
  /** Path of the client data, a stage after the last migration that is not recorded in the ledger; see `FindOptions`. */
  clientData: string | undefined;
  /** Paths of client data, by what they hold, that are neither loaded nor run, because the option names another file. */
  notLoaded: string[];
  /** The pattern for client data that no up file matches: it may be mistyped, or the file may not be here. */
  unmatchedPattern: string | undefined;
  /** What golang-migrate silently ignores or fails on. */
  findings: FolderFinding[];
}

export interface FindOptions {
  /** Return an empty list for a folder without migrations instead of throwing. */
  allowEmpty?: boolean;
  /** The caller reads the files and notices empty ones, so their sizes are not checked. */
  willRead?: boolean;
  /**
   * Which files of the folder are client data and no migrations: a path, in which `*` stands for any part of a name. By
   * default `999999_client_data.up.sql`, or `999999_NAME.up.sql` if it is the last version and holds only rows.
   */
  clientData?: string | undefined;
  /** The tool whose layout the files have. Default: `golang-migrate`. `auto` decides by the files. */
  layout?: NamedLayout | undefined;
}

const FIND_OPTIONS = v.strictObject({
  allowEmpty: YES_OR_NO,
  willRead: YES_OR_NO,
  clientData: TEXT,
  layout: v.optional(NAMED_LAYOUT),
} satisfies Record<keyof FindOptions, v.GenericSchema>);

/**
 * Reads the file names of a folder as golang-migrate does and pairs them into migrations. Problems with single files are
 * findings; `assertRunnable` rejects those that prevent a run.
 *
 * @throws InvalidOptionError; UsageError `MIGRATIONS_FOLDER_MISSING`, `MIGRATIONS_FOLDER_NOT_A_FOLDER`,
 *   `MIGRATIONS_FOLDER_UNREADABLE`, or `NO_MIGRATIONS` unless allowed; UsageError `CLIENT_DATA_AMBIGUOUS`; for another
 *   layout the errors of `detectLayout` and `findInLayout`
 */
export async function findMigrations(folder: string, options: FindOptions = {}): Promise<FoundMigrations> {
  checkOptions('findMigrations', FIND_OPTIONS, options);
  const entries = await listFolder(folder);
  const layout = options.layout === 'auto' ? (await detectLayout(folder)).layout : options.layout;
  return layout === undefined || layout === 'golang-migrate'
    ? findPairs(folder, entries, options)
    : findOthers(folder, layout, options);
}

async function findPairs(folder: string, entries: readonly Dirent[], options: FindOptions): Promise<FoundMigrations> {
  const findings: FolderFinding[] = [];
  const byVersion = new Map<bigint, Migration>();
  const dataFiles: FoundFile[] = [];
  const notLoaded: string[] = [];
  const files = entries.map((entry) => fileOf(folder, entry));
  const isClientData = await clientDataFiles(
    files.filter((file) => file !== undefined),
    options.clientData,
  );

  for (const [index, entry] of entries.entries()) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      findings.push(...(await checkSubfolder(path, entry.name)));
      continue;
    }
    const file = files[index];
    if (file === undefined) {
      findings.push(...checkIgnoredName(path, entry.name));
      continue;
    }
    if (isClientData(file)) {
      const isLoaded = options.clientData === undefined || isNamed(path, options.clientData);
      findings.push(checkClientData(file, isLoaded));
      dataFiles.push(file);
      if (!isLoaded && file.direction === 'up' && !isConventional(file)) {
        notLoaded.push(path);
      }
      continue;
    }
    const misplaced = addToPair(byVersion, file);
    findings.push(...checkExtension(file));
    if (options.willRead !== true || misplaced.length > 0) {
      findings.push(...checkSize(path));
    }
    findings.push(...misplaced);
  }

  const migrations = [...byVersion.values()].toSorted((a, b) => (a.version < b.version ? -1 : 1));
  findings.push(...migrations.flatMap(checkPair));
  if (migrations.length === 0 && options.allowEmpty !== true) {
    throw await noMigrations(folder, findings[0]);
  }
  const clientData = onlyUp(dataFiles, options.clientData)?.path;
  const { clientData: named } = options;
  const isUnmatched =
    named !== undefined && isPattern(named) && (clientData === undefined || !isNamed(clientData, named));
  return { folder, migrations, clientData, notLoaded, unmatchedPattern: isUnmatched ? named : undefined, findings };
}

/** A folder in the layout of another tool: client data are only what the option names. */
async function findOthers(
  folder: string,
  layout: OtherLayout,
  { clientData, allowEmpty = false }: FindOptions,
): Promise<FoundMigrations> {
  const { migrations, findings } = await findInLayout(folder, layout);
  if (migrations.length === 0 && !allowEmpty) {
    const { tool, fileNames } = layoutNamed(layout);
    throw new UsageError(`no migrations of ${tool} in ${folder}`, {
      code: 'NO_MIGRATIONS',
      hint: `Name the folder with files such as ${fileNames}, or another layout.`,
    });
  }
  const unmatchedPattern = clientData !== undefined && isPattern(clientData) ? clientData : undefined;
  return { folder, layout, migrations, clientData: undefined, notLoaded: [], unmatchedPattern, findings };
}

async function noMigrations(folder: string, first: FolderFinding | undefined): Promise<UsageError> {
  const other = await otherLayoutOf(folder);
  const because = first === undefined ? '' : `: ${first.file} ${first.what}`;
  const fix =
    first?.fix ??
    'Name the folder with files such as 000001_create_site.up.sql, or create the first with `migrate create`.';
  return other === undefined
    ? new UsageError(`no migrations in ${folder}${because}`, { code: 'NO_MIGRATIONS', hint: fix })
    : new UsageError(`no migrations in ${folder}: its files are in the layout of ${other}`, {
        code: 'NO_MIGRATIONS',
        hint: `Use --layout ${other}, or layout: '${other}' in the configuration. If they are for golang-migrate: ${fix}`,
      });
}

/** What a command says that goes on without client data. */
export function noMatch(pattern: string): string {
  return `no file matches ${pattern}, the pattern for the client data`;
}

function fileOf(folder: string, entry: Dirent): FoundFile | undefined {
  const parsed = entry.isDirectory() ? undefined : parseFileName(entry.name);
  return parsed && { ...parsed, path: join(folder, entry.name) };
}

/** The up that is named, else the only one. @throws UsageError `CLIENT_DATA_AMBIGUOUS` */
function onlyUp(dataFiles: readonly FoundFile[], clientData: string | undefined): FoundFile | undefined {
  const ups = dataFiles.filter(({ direction }) => direction === 'up');
  const named = ups.filter(({ path }) => isNamed(path, clientData));
  const [up, ...others] = named.length > 0 ? named : ups;
  if (up !== undefined && others.length > 0) {
    const names = [up, ...others].map(({ path }) => basename(path)).join(', ');
    throw new UsageError(`more than one file is client data: ${names}`, {
      code: 'CLIENT_DATA_AMBIGUOUS',
      hint: 'Put all rows into one file, or name one file with --client-data.',
    });
  }
  return up;
}

const PREVENTS_RUN = new Set<FolderFinding['rule']>(['duplicate-version', 'version-too-large']);

/**
 * Rejects a folder that golang-migrate rejects or would run incorrectly.
 *
 * @throws ElementalError (kind `migration`, code `MIGRATIONS_AMBIGUOUS`) naming the files
 */
export function assertRunnable(found: FoundMigrations): void {
  const [first, ...others] = found.findings.filter((finding) => PREVENTS_RUN.has(finding.rule));
  if (first !== undefined) {
    const more = others.length === 0 ? '' : ` (and ${others.length} similar)`;
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
      throw new UsageError(`the migrations folder ${folder} does not exist`, {
        code: 'MIGRATIONS_FOLDER_MISSING',
        hint: 'Name the folder with your migrations, or create it.',
        cause: error,
      });
    }
    if (code === 'ENOTDIR') {
      throw new UsageError(`${folder} is a file, not a folder of migrations`, {
        code: 'MIGRATIONS_FOLDER_NOT_A_FOLDER',
        hint: 'Name the folder that contains the file.',
        cause: error,
      });
    }
    throw new EnvironmentError(`cannot read the migrations folder ${folder} (${code ?? 'unknown reason'})`, {
      code: 'MIGRATIONS_FOLDER_UNREADABLE',
      hint: 'Allow this user to read the folder.',
      cause: error,
    });
  }
}

/** Adds a file to its pair; of two files for the same half the first one counts. */
function addToPair(byVersion: Map<bigint, Migration>, file: FoundFile): FolderFinding[] {
  if (file.version > LARGEST_VERSION) {
    return [versionTooLarge(file)];
  }
  const present = byVersion.get(file.version);
  const migration = present ?? { version: file.version, name: file.name, up: undefined, down: undefined };
  byVersion.set(file.version, migration);
  const other = migration[file.direction];
  if (other !== undefined) {
    return [duplicateVersion(file, other)];
  }
  migration[file.direction] = file.path;
  if (file.direction === 'up') {
    migration.name = file.name;
  }
  return [];
}
