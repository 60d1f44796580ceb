import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { codeOf, EnvironmentError, UsageError } from '../../support/errors.ts';
import { findMigrations } from './find-migrations.ts';

export interface CreateMigrationOptions {
  /** Digits of the number, filled with zeros; 6 unless told, as golang-migrate's `create -seq`. */
  digits?: number;
}

export interface CreatedMigration {
  version: bigint;
  /** Paths of the two files. */
  up: string;
  down: string;
}

const TEMPLATE = 'BEGIN;\n\nEND;\n';

/**
 * Writes an empty pair with the number after the highest version, both files or neither. Differs from golang-migrate's
 * `create -seq -ext sql` in that the highest is found by number, not by letter, the client data does not count, and the
 * files hold an empty transaction instead of nothing.
 *
 * @throws UsageError `BAD_MIGRATION_NAME`, `BAD_DIGITS`; EnvironmentError `MIGRATION_NOT_CREATED` and those of
 *   `findMigrations`
 */
export async function createMigration(
  folder: string,
  name: string,
  options: CreateMigrationOptions = {},
): Promise<CreatedMigration> {
  const digits = options.digits ?? 6;
  if (!Number.isInteger(digits) || digits < 1 || digits > 19) {
    throw new UsageError(`${digits} is not a number of digits`, { code: 'BAD_DIGITS', hint: 'Take 1 to 19.' });
  }
  const clean = cleanName(name);
  const { migrations } = await findMigrations(folder, { allowEmpty: true });
  const version = (migrations.at(-1)?.version ?? 0n) + 1n;
  const number = String(version).padStart(digits, '0');
  if (number.length > digits) {
    throw new UsageError(`the next version, ${number}, has more than ${digits} digits`, {
      code: 'BAD_DIGITS',
      hint: 'Allow more digits; golang-migrate orders by number, not by letter.',
    });
  }
  const up = join(folder, `${number}_${clean}.up.sql`);
  const down = join(folder, `${number}_${clean}.down.sql`);
  await writeNew(up);
  try {
    await writeNew(down);
  } catch (error) {
    await rm(up, { force: true });
    throw error;
  }
  return { version, up, down };
}

/** `Add site index` becomes `add_site_index`: what a file can be called on every system. */
function cleanName(name: string): string {
  const clean = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  if (!/^[a-z0-9_]*[a-z][a-z0-9_]*$/.test(clean) || clean.length > 100) {
    throw new UsageError(`"${name}" is not a name for a migration`, {
      code: 'BAD_MIGRATION_NAME',
      hint: 'Say what it does in letters, digits and underscores, e.g. add_site_index.',
    });
  }
  if (clean === 'client_data') {
    throw new UsageError('client_data is the name of the stage after the migrations', {
      code: 'BAD_MIGRATION_NAME',
      hint: 'Name the migration for the tables it changes.',
    });
  }
  return clean;
}

async function writeNew(path: string): Promise<void> {
  try {
    await writeFile(path, TEMPLATE, { flag: 'wx' });
  } catch (error) {
    const exists = codeOf(error) === 'EEXIST';
    throw new EnvironmentError(`cannot write ${path}${exists ? ': it is there already' : ''}`, {
      code: 'MIGRATION_NOT_CREATED',
      hint: exists ? 'Somebody else has just made it: try again.' : 'Let this user write to the folder.',
      cause: error,
    });
  }
}
