import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { codeOf, EnvironmentError, InvalidOptionError, UsageError } from '../../support/errors.ts';
import { findMigrations } from './find-migrations.ts';
import { timeVersion } from './go-time-format.ts';

export interface CreateMigrationOptions {
  /** Digits of the number, padded with zeros. Default: 6, as in golang-migrate's `create -seq`. */
  digits?: number | undefined;
  /** Which files of the folder are client data; see `FindOptions`. */
  clientData?: string | undefined;
}

/** What the two files hold. */
export interface PairContent {
  up: string;
  down: string;
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
 * `create -seq -ext sql`, it compares versions as numbers, ignores the client data, and writes an empty transaction, unless
 * there is a content.
 *
 * @throws UsageError `BAD_MIGRATION_NAME`, `BAD_DIGITS`; EnvironmentError `MIGRATION_NOT_CREATED` and those of
 *   `findMigrations`
 */
export async function createMigration(
  folder: string,
  name: string,
  options: CreateMigrationOptions = {},
  content: PairContent = { up: TEMPLATE, down: TEMPLATE },
): Promise<CreatedMigration> {
  const digits = checkedDigits(options.digits);
  const clean = cleanName(name);
  const number = await nextNumber(folder, digits, options.clientData);
  return writePair(folder, `${number}_${clean}`, { extension: 'sql', content });
}

export interface GolangMigrateCreateOptions extends CreateMigrationOptions {
  /** `sql` or `.sql`. */
  extension: string;
  /** The next number. Default: false, a time. */
  sequential?: boolean | undefined;
  /** A Go layout, `unix` or `unixNano`. Default: `20060102150405`. */
  format?: string | undefined;
  /** Default: UTC. */
  timeZone?: string | undefined;
}

const DEFAULT_FORMAT = '20060102150405';

/**
 * Writes an empty pair as golang-migrate's `create -ext E [-seq [-digits N]] [-format F] [-tz Z] NAME`, and the folder if
 * there is none. The name is used as it is.
 *
 * @throws as `createMigration`; UsageError `BAD_TIME_FORMAT`, `BAD_TIME_ZONE`; InvalidOptionError for `extension`, and `-seq` with `-format`
 */
export async function createLikeGolangMigrate(
  folder: string,
  name: string,
  options: GolangMigrateCreateOptions,
): Promise<CreatedMigration> {
  const { sequential = false, format = DEFAULT_FORMAT, timeZone = 'UTC' } = options;
  if (sequential && format !== DEFAULT_FORMAT) {
    throw new InvalidOptionError('format', {
      message: 'the seq and format options are mutually exclusive',
      hint: 'Leave out one of them.',
    });
  }
  if (/[/\\\0]/.test(name) || name === '') {
    throw new UsageError(`invalid migration name: "${name}"`, {
      code: 'BAD_MIGRATION_NAME',
      hint: 'Leave out slashes.',
    });
  }
  const extension = options.extension.replace(/^\./, '');
  if (!/^\w[\w.-]*$/.test(extension)) {
    throw new InvalidOptionError('ext', {
      message: `invalid -ext: "${options.extension}"`,
      hint: 'Write the end of the file names, for example sql.',
    });
  }
  const digits = checkedDigits(options.digits);
  await mkdir(folder, { recursive: true });
  const number = sequential
    ? await nextNumber(folder, digits, options.clientData)
    : timeVersion(new Date(), format, timeZone);
  const same = (await readdir(folder)).find((file) => file.startsWith(`${number}_`) && file.endsWith(`.${extension}`));
  if (same !== undefined) {
    throw new EnvironmentError(`duplicate migration version: ${number}`, {
      code: 'MIGRATION_NOT_CREATED',
      hint: `${same} has it. Try again, or use -seq.`,
    });
  }
  return writePair(folder, `${number}_${name}`, { extension, content: { up: '', down: '' } });
}

function checkedDigits(digits = 6): number {
  if (!Number.isInteger(digits) || digits < 1 || digits > 19) {
    throw new UsageError(`invalid number of digits: ${digits}`, { code: 'BAD_DIGITS', hint: 'Use 1 to 19.' });
  }
  return digits;
}

/** The number after the highest version. */
async function nextNumber(folder: string, digits: number, clientData: string | undefined): Promise<string> {
  const { migrations } = await findMigrations(folder, { allowEmpty: true, clientData });
  const number = String((migrations.at(-1)?.version ?? 0n) + 1n).padStart(digits, '0');
  if (number.length > digits) {
    throw new UsageError(`next sequence number ${number} too large, at most ${digits} digits are allowed`, {
      code: 'BAD_DIGITS',
      hint: 'Use more digits; golang-migrate compares versions as numbers.',
    });
  }
  return number;
}

/** Both files or none. */
async function writePair(
  folder: string,
  stem: string,
  { extension, content }: { extension: string; content: PairContent },
): Promise<CreatedMigration> {
  const up = join(folder, `${stem}.up.${extension}`);
  const down = join(folder, `${stem}.down.${extension}`);
  await writeNew(up, content.up);
  try {
    await writeNew(down, content.down);
  } catch (error) {
    await rm(up, { force: true });
    throw error;
  }
  return { version: BigInt(stem.slice(0, stem.indexOf('_'))), up, down };
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

async function writeNew(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content, { flag: 'wx' });
  } catch (error) {
    const exists = codeOf(error) === 'EEXIST';
    throw new EnvironmentError(`cannot write ${path}${exists ? ': it already exists' : ''}`, {
      code: 'MIGRATION_NOT_CREATED',
      hint: exists ? 'Try again; another process has just created it.' : 'Allow this user to write to the folder.',
      cause: error,
    });
  }
}
