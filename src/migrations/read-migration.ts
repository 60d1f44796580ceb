import { readFileSync } from 'node:fs';

import { decodeSql } from '../sql/decode-sql.ts';
import { codeOf, EnvironmentError } from '../support/errors.ts';
import type { Direction, Migration } from './migration.ts';

/**
 * The SQL of one half of a migration; undefined when the file is missing, which golang-migrate runs as nothing.
 *
 * @throws EnvironmentError `MIGRATION_UNREADABLE`, ElementalError as `decodeSql` for bytes PostgreSQL cannot take
 */
export async function readMigration(migration: Migration, direction: Direction): Promise<string | undefined> {
  const path = migration[direction];
  return path === undefined ? undefined : readSqlFile(path);
}

/** The text of an SQL file; throws as `readMigration` does. */
export async function readSqlFile(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    // A thousand small files are read ten times as fast as through the thread pool.
    bytes = readFileSync(path);
  } catch (error) {
    throw new EnvironmentError(`cannot read ${path} (${codeOf(error) ?? 'unknown reason'})`, {
      code: 'MIGRATION_UNREADABLE',
      hint: codeOf(error) === 'ENOENT' ? 'Restore the file, or repair the link.' : 'Let this user read the file.',
      cause: error,
    });
  }
  return decodeSql(bytes, path);
}
