import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { codeOf, EnvironmentError, UsageError } from '../../support/errors.ts';
import { findMigrations } from './find-migrations.ts';

export interface CreateMigrationOptions {
  /** Digits of the number, padded with zeros. Default: 6, as in golang-migrate's `create -seq`. */
  digits?: number;
  /** Which files of the folder are client data; see `FindOptions`. */
  clientData?: string | undefined;
}

export interface CreatedMigration {
  version: bigint;
  /** Paths of the two files. */
  up: string;
  down: string;
}

const TEMPLATE = 'BEGIN;\n\nEND;\n';

/**
 * Writes a new pair with the number after the highest version; both files or none. Unlike golang-migrate's
 * `create -seq -ext sql`, it compares versions as numbers, ignores the client data, and writes an empty transaction.
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
    throw new UsageError(`invalid number of digits: ${digits}`, { code: 'BAD_DIGITS', hint: 'Use 1 to 19.' });
  }
  const clean = cleanName(name);
  const { migrations } = await findMigrations(folder, { allowEmpty: true, clientData: options.clientData });
  const version = (migrations.at(-1)?.version ?? 0n) + 1n;
  const number = String(version).padStart(digits, '0');
  if (number.length > digits) {
    throw new UsageError(`the next version, ${number}, has more than ${digits} digits`, {
      code: 'BAD_DIGITS',
      hint: 'Use more digits; golang-migrate compares versions as numbers.',
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

/** `Add site index` becomes `add_site_index`, a valid file name on every system. */
function cleanName(name: string): string {
  const clean = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  if (!/^[a-z0-9_]*[a-z][a-z0-9_]*$/.test(clean) || clean.length > 100) {
    throw new UsageError(`invalid migration name: "${name}"`, {
      code: 'BAD_MIGRATION_NAME',
      hint: 'Use letters, digits and underscores, for example add_site_index.',
    });
  }
  if (clean === 'client_data') {
    throw new UsageError('reserved migration name: client_data is the stage after the migrations', {
      code: 'BAD_MIGRATION_NAME',
      hint: 'Name the migration after what it changes.',
    });
  }
  return clean;
}

async function writeNew(path: string): Promise<void> {
  try {
    await writeFile(path, TEMPLATE, { flag: 'wx' });
  } catch (error) {
    const exists = codeOf(error) === 'EEXIST';
    throw new EnvironmentError(`cannot write ${path}${exists ? ': it already exists' : ''}`, {
      code: 'MIGRATION_NOT_CREATED',
      hint: exists ? 'Try again; another process has just created it.' : 'Allow this user to write to the folder.',
      cause: error,
    });
  }
}
