import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { FolderFinding } from '../../migrations/pairs/folder-finding.ts';
import type { Migration } from '../../migrations/pairs/migration.ts';
import { readSqlFile } from '../../migrations/pairs/read-migration.ts';
import { codeOf, EnvironmentError, messageOf, UsageError } from '../../support/errors.ts';
import type { FailedRun } from '../sandbox/file-runner.ts';

/** SQL of the user that inserts rows before a version is tried. */
export interface UserRows {
  file: string;
  sql: string;
}

/** Rows of the user that the server rejected. */
export interface RefusedRows extends UserRows {
  run: FailedRun;
}

/** The version in the name of a file with rows: `2.sql`, `000002_meters.sql`; undefined for any other file. */
export function versionOfRows(fileName: string): bigint | undefined {
  const digits = /^(\d+)(?:_.*)?(?<!\.up|\.down)\.sql$/.exec(fileName)?.[1];
  return digits === undefined ? undefined : BigInt(digits);
}

/**
 * Reads every `<version>.sql` and `<version>_<name>.sql` of a folder; leading zeros are ignored.
 *
 * @throws EnvironmentError `POPULATE_UNREADABLE`; UsageError `POPULATE_AMBIGUOUS` for two files of one version; the errors of `readSqlFile`
 */
export async function readUserRows(folder: string | undefined): Promise<Map<bigint, UserRows>> {
  if (folder === undefined) {
    return new Map();
  }
  const names = await readdir(folder).catch((error: unknown) => {
    throw new EnvironmentError(`cannot read ${folder} (${codeOf(error) ?? messageOf(error)})`, {
      code: 'POPULATE_UNREADABLE',
      hint: 'Pass --populate with a folder that has rows as <version>.sql.',
      cause: error,
    });
  });
  const entries = names.toSorted().flatMap((name) => {
    const version = versionOfRows(name);
    return version === undefined ? [] : [{ version, file: join(folder, name) }];
  });
  const twice = entries.find(({ version }, index) => entries.findIndex((each) => each.version === version) < index);
  if (twice !== undefined) {
    throw new UsageError(`two files hold rows for version ${twice.version}: ${twice.file} is the second`, {
      code: 'POPULATE_AMBIGUOUS',
      hint: 'Merge them into one file: leading zeros and the text after the version are ignored.',
    });
  }
  return new Map(
    await Promise.all(
      entries.map(async ({ version, file }) => [version, { file, sql: await readSqlFile(file) }] as const),
    ),
  );
}

/** Warnings for rows of versions that do not exist. */
export function findStrayRows(
  userRows: ReadonlyMap<bigint, UserRows>,
  migrations: readonly Migration[],
): FolderFinding[] {
  const versions = new Set(migrations.map(({ version }) => version));
  return [...userRows]
    .filter(([version]) => !versions.has(version))
    .map(([version, { file }]) => ({
      rule: 'unknown-version',
      severity: 'warning',
      file,
      what: `unknown migration version: ${version}`,
      why: 'These rows are never used.',
      fix: 'Rename the file to the version before which the rows are needed, or remove it.',
    }));
}
