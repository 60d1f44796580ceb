import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';

import type { CommandLayout, LayoutChoice } from '../configuration/layout.ts';
import { commandKey } from '../migrations/layouts/command.ts';
import type { ReadMigration } from '../migrations/runner/apply-to-fresh.ts';
import { isPattern } from '../migrations/pairs/client-data-files.ts';
import { assertRunnable, findMigrations, noMatch, type FoundMigrations } from '../migrations/pairs/find-migrations.ts';
import { upToVersion, type VersionOption } from '../migrations/pairs/up-to-version.ts';
import { readMigration, readSqlFile } from '../migrations/pairs/read-migration.ts';
import { folderNotScript } from '../migrations/client-data/dump-file.ts';
import { InvalidOptionError, UsageError, codeOf, messageOf } from '../support/errors.ts';
import { contentHash } from '../support/hash.ts';

/** The files that a database is made from. */
export interface DatabaseFiles {
  /** Folder of the migrations. */
  migrations: string;
  /** The tool whose layout they have, see `FindOptions`; or a program that makes the state instead of files. */
  layout?: LayoutChoice | undefined;
  /**
   * A dump to load after the migrations. Default: the one beside the migrations, if any (see `FindOptions`); `none` for no
   * dump. A path may have `*` for any part of the name of a file beside the migrations.
   */
  clientData?: string | undefined;
  /** SQL to run before the first migration. */
  prelude?: string | undefined;
  /** The last migration to apply, by its version; all by default. The client data beside the migrations is left out then. */
  to?: VersionOption | undefined;
}

/** The content of the files, and a key that identifies their names and bytes. */
export interface DatabaseContent {
  found: FoundMigrations;
  /** The ups in order, read. */
  ups: ReadMigration[];
  /** Makes the state instead of the ups. */
  command?: CommandLayout | undefined;
  clientData: string | undefined;
  /** Identifies the bytes of the client data. */
  clientDataKey: string | undefined;
  /** SQL that makes a role which the files expect, run by itself before the prelude. */
  roleCreation?: string | undefined;
  prelude: { file: string; sql: string } | undefined;
  /** The version after the last migration; null without any. */
  version: bigint | null;
  key: string;
  /** The same without the client data; equal to `key` if there are none. */
  migrationsKey: string;
  /** Estimated size of the database on disk, rather too high. */
  bytes: number;
}

/** The size of an empty database. */
export const EMPTY_DATABASE_BYTES = 8 * 1_048_576;

/** A larger dump is identified by size and modification time, because reading it would take seconds. */
const MAX_HASHED_BYTES = 64 * 1_048_576;

/**
 * Reads the files that a database is made from.
 *
 * @throws the errors of `findMigrations`, `commandKey`, `assertRunnable`, `upToVersion`, `readMigration`; UsageError `CLIENT_DATA_MISSING`,
 *   `PRELUDE_UNREADABLE`
 */
export async function readContent(files: DatabaseFiles): Promise<DatabaseContent> {
  const { layout } = files;
  const command = typeof layout === 'object' ? layout : undefined;
  const all =
    typeof layout === 'object'
      ? withoutFiles(files)
      : await findMigrations(files.migrations, { clientData: files.clientData, layout });
  assertRunnable(all);
  const found = files.to === undefined ? all : { ...all, migrations: upToVersion(all.migrations, files.to) };
  const clientData = clientDataOf(files, all, found.migrations.length < all.migrations.length);
  const prelude = files.prelude === undefined ? undefined : await readPrelude(files.prelude);
  const ups = await Promise.all(
    found.migrations.map(async (migration) => ({ migration, sql: await readMigration(migration, 'up') })),
  );
  const parts = [
    ...(command === undefined ? [] : [await commandKey(command)]),
    ...(found.layout === undefined ? [] : [found.layout]),
    prelude?.sql ?? '',
    ...ups.flatMap(({ migration, sql }) => [String(migration.version), migration.name, sql ?? '']),
  ];
  const dump = clientData === undefined ? undefined : await identifyDump(clientData);
  const migrationsKey = contentHash(parts);
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  return {
    found,
    ups,
    command,
    clientData,
    clientDataKey: dump === undefined ? undefined : contentHash([dump.identity]),
    prelude,
    version: found.migrations.at(-1)?.version ?? null,
    key: dump === undefined ? migrationsKey : contentHash([...parts, dump.identity]),
    migrationsKey,
    // Rows with their indexes take about twice their text.
    bytes: EMPTY_DATABASE_BYTES + 20 * size + 2 * (dump?.bytes ?? 0),
  };
}

/** @throws InvalidOptionError for a version */
function withoutFiles({ migrations, to }: DatabaseFiles): FoundMigrations {
  if (to !== undefined) {
    throw new InvalidOptionError('to', {
      message: 'a version cannot be chosen where a command makes the state',
      hint: 'Leave out the version.',
    });
  }
  return {
    folder: migrations,
    migrations: [],
    clientData: undefined,
    notLoaded: [],
    unmatchedPattern: undefined,
    findings: [],
  };
}

function clientDataOf(
  { clientData }: DatabaseFiles,
  found: FoundMigrations,
  isEarlierVersion: boolean,
): string | undefined {
  if (clientData === undefined || isPattern(clientData)) {
    if (isEarlierVersion) {
      return undefined; // It need not fit an earlier version.
    }
    if (found.unmatchedPattern !== undefined) {
      throw new UsageError(noMatch(found.unmatchedPattern), {
        code: 'CLIENT_DATA_MISSING',
        hint: `Correct --client-data: * stands for any part of the name of an up file in ${found.folder}. Or use "--client-data none".`,
      });
    }
    return found.clientData;
  }
  return clientData === 'none' ? undefined : clientData;
}

async function readPrelude(file: string): Promise<{ file: string; sql: string }> {
  try {
    return { file, sql: await readSqlFile(file) };
  } catch (error) {
    if (codeOf(error) !== 'MIGRATION_UNREADABLE') {
      throw error;
    }
    throw new UsageError(`the prelude cannot be used: ${messageOf(error)}`, {
      code: 'PRELUDE_UNREADABLE',
      hint: 'Name a readable file with --prelude.',
      cause: error,
    });
  }
}

async function identifyDump(file: string): Promise<{ identity: string; bytes: number }> {
  try {
    const stats = await stat(file);
    if (stats.isDirectory()) {
      throw folderNotScript(file);
    }
    const { size, mtimeMs, ino } = stats;
    if (size > MAX_HASHED_BYTES) {
      return { identity: `${file} ${size} ${mtimeMs} ${ino}`, bytes: size };
    }
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    return { identity: hash.digest('hex'), bytes: size };
  } catch (error) {
    if (error instanceof UsageError) {
      throw error;
    }
    throw new UsageError(`cannot read the client data ${file} (${codeOf(error) ?? 'unknown reason'})`, {
      code: 'CLIENT_DATA_MISSING',
      hint: 'Name another file with --client-data, or use "--client-data none".',
      cause: error,
    });
  }
}
