import { readFileSync } from 'node:fs';

import { decodeSql } from '../../sql/decode-sql.ts';
import { codeOf, ElementalError, EnvironmentError } from '../../support/errors.ts';
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
  return readSqlFileSync(path);
}

/** `readSqlFile` for those who read a thousand. */
export function readSqlFileSync(path: string): string {
  try {
    // A thousand small files are read ten times as fast as through the thread pool, and as text in one call of the system.
    const text = readFileSync(path, 'utf8');
    return SUSPECT.test(text) ? decodeSql(readFileSync(path), path) : text;
  } catch (error) {
    if (error instanceof ElementalError) {
      throw error;
    }
    throw new EnvironmentError(`cannot read ${path} (${codeOf(error) ?? 'unknown reason'})`, {
      code: 'MIGRATION_UNREADABLE',
      hint: codeOf(error) === 'ENOENT' ? 'Restore the file, or repair the link.' : 'Let this user read the file.',
      cause: error,
    });
  }
}

/** What a text may have got in place of bytes that `decodeSql` refuses; of the files that have it, it has to look at the bytes. */
const SUSPECT = /^\ufeff|[\0\ufffd]/;
