import { readFileSync } from 'node:fs';

import { decodeSql } from '../../sql/decode-sql.ts';
import { codeOf, ElementalError, EnvironmentError } from '../../support/errors.ts';
import { runnableText } from '../layouts/all-layouts.ts';
import type { Direction, Migration } from './migration.ts';

/**
 * The SQL of one direction of a migration; undefined if it is missing, which golang-migrate treats as empty. In other
 * layouts the text says how it runs, see `withRunMode`.
 *
 * @throws EnvironmentError `MIGRATION_UNREADABLE`, and the errors of `decodeSql` and `Layout.script`
 */
export async function readMigration(migration: Migration, direction: Direction): Promise<string | undefined> {
  const path = migration[direction];
  return path === undefined ? undefined : runnableText(migration, await readSqlFile(path), direction, path);
}

/** The text of an SQL file. Throws the same errors as `readMigration`. */
export async function readSqlFile(path: string): Promise<string> {
  return readSqlFileSync(path);
}

/** `readSqlFile` for many small files. @param content of the file, if it has been read */
export function readSqlFileSync(path: string, content?: Buffer): string {
  try {
    // For many small files this is ten times as fast as reading through the thread pool.
    const text = content?.toString() ?? readFileSync(path, 'utf8');
    return SUSPECT.test(text) ? decodeSql(content ?? readFileSync(path), path) : text;
  } catch (error) {
    if (error instanceof ElementalError) {
      throw error;
    }
    throw new EnvironmentError(`cannot read ${path} (${codeOf(error) ?? 'unknown reason'})`, {
      code: 'MIGRATION_UNREADABLE',
      hint: codeOf(error) === 'ENOENT' ? 'Restore the file, or fix the link.' : 'Allow this user to read the file.',
      cause: error,
    });
  }
}

/** Characters that may stand for bytes that `decodeSql` rejects; then it must check the bytes. */
const SUSPECT = /^\ufeff|[\0\ufffd]/;
