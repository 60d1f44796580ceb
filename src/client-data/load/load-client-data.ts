import type { Client } from 'pg';

import {
  applyClientData,
  type ClientDataProgress,
  type ClientDataResult,
} from '../../migrations/client-data/apply-client-data.ts';
import { currentVersion } from '../../migrations/runner/status.ts';
import { MigrationSqlError } from '../../migrations/runner/sql-error.ts';
import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { ElementalError } from '../../support/errors.ts';
import { fieldsOf } from '../output/copy-lines.ts';
import { withSource } from '../source/source-session.ts';
import { readDumpTables } from '../tables/read-tables.ts';
import { scanFile, type ScannedFile, type ScannedTable } from './scan-file.ts';

/** What a load is about to do. */
export interface LoadPlan {
  database: string;
  /** The version of the database; null without a ledger. */
  databaseVersion: bigint | null;
  /** The version that the file is for; undefined in files of other programs. */
  fileVersion: bigint | undefined;
  /** Tables and rows that the file copies. */
  tables: number;
  rows: number;
}

export interface LoadOptions {
  /** Called before anything is written. */
  onPlan?: ((plan: LoadPlan) => void) | undefined;
  onProgress?: ((progress: ClientDataProgress) => void) | undefined;
}

/**
 * Loads client data into a migrated database in one transaction, beside the rows that it has. Triggers, order and checks are
 * those of `applyClientData`.
 *
 * @throws ElementalError `ROWS_COLLIDE` if the database has rows of the file; the errors of `applyClientData`
 */
export async function loadClientData(url: string, file: string, options: LoadOptions = {}): Promise<ClientDataResult> {
  const scanned = await scanFile(file);
  const { version } = await currentVersion(url);
  const database = await withSource(url, async ({ first }) => {
    await refuseRowsTwice(first, file, scanned);
    return first.database ?? '';
  });
  options.onPlan?.({
    database,
    databaseVersion: version,
    fileVersion: scanned.schemaVersion,
    tables: scanned.tables.length,
    rows: scanned.tables.reduce((sum, { rows }) => sum + rows, 0),
  });
  const { onProgress } = options;
  try {
    return await applyClientData(url, file, onProgress === undefined ? {} : { onProgress });
  } catch (error) {
    if (error instanceof MigrationSqlError && error.sqlstate === SQLSTATE.uniqueViolation) {
      throw collision(
        file,
        `the database "${database}" has rows of it: ${error.serverMessage}; ${error.detail ?? ''}`,
        error,
      );
    }
    throw error;
  }
}

/**
 * A unique key refuses a row that is there already. A table without one would have it twice; the first row of the file
 * shows whether it is there.
 */
async function refuseRowsTwice(client: Client, file: string, { tables }: ScannedFile): Promise<void> {
  const present = await readDumpTables(client);
  for (const scanned of tables) {
    const table = present.find(
      ({ schema, name }) => scanned.name.at(-1) === name && [schema, undefined].includes(scanned.name.at(-2)),
    );
    if (table?.keys.length === 0 && (await isThere(client, table.sql, scanned))) {
      throw collision(file, `the table ${table.id}, which has no unique key, has the first row of it already`);
    }
  }
}

async function isThere(client: Client, table: string, { columns, firstLine }: ScannedTable): Promise<boolean> {
  const values = firstLine === undefined ? [] : fieldsOf(firstLine);
  if (values.length === 0 || values.length !== columns.length) {
    return false;
  }
  const equal = columns.map((name, place) => `${quoteIdentifier(name)}::text IS NOT DISTINCT FROM $${place + 1}::text`);
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT EXISTS (SELECT FROM ${table} WHERE ${equal.join(' AND ')}) AS there`,
    values,
  );
  return rows[0]?.there === true;
}

function collision(file: string, what: string, cause?: unknown): ElementalError {
  return new ElementalError(`${file} was not loaded: ${what}`, {
    code: 'ROWS_COLLIDE',
    kind: 'migration',
    hint: 'Load it into a database with the migrations alone, or remove those rows first.',
    cause,
  });
}
