import type { Client } from 'pg';

import type { LedgerState } from '../../migrations/ledger/ledger.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { ElementalError } from '../../support/errors.ts';
import { fieldsOf } from '../output/copy-lines.ts';
import type { DumpTable } from '../tables/dump-table.ts';
import { readDumpTables } from '../tables/read-tables.ts';
import type { ScannedFile, ScannedTable } from './scan-file.ts';

/**
 * Refuses a database that stopped within a migration, and, unless `anyVersion`, one with another version than the file is for.
 *
 * @throws ElementalError `TARGET_DIRTY`, `TARGET_VERSION_DIFFERS`
 */
export function refuseOtherVersion(
  file: string,
  { schemaVersion }: ScannedFile,
  { version, dirty }: LedgerState,
  anyVersion: boolean,
): void {
  if (dirty) {
    throw new ElementalError(
      `${file} was not loaded: the database stopped within migration ${version ?? 'none'} (dirty)`,
      {
        code: 'TARGET_DIRTY',
        kind: 'migration',
        hint: 'Repair it first: elementaldb migrate doctor --database-url URL.',
      },
    );
  }
  if (schemaVersion !== undefined && schemaVersion !== version && !anyVersion) {
    throw new ElementalError(
      `${file} was not loaded: it is for version ${schemaVersion}, the database is at version ${version ?? 'none'}`,
      {
        code: 'TARGET_VERSION_DIFFERS',
        kind: 'migration',
        hint: `Migrate the database to version ${schemaVersion} first, or load the file as it is with --any-version. "client-data check" says on which versions it loads.`,
      },
    );
  }
}

/**
 * Refuses a database whose tables have rows that the migrations did not insert, unless `besideRows`. Then a unique key refuses
 * a row that is there already; a table without one would have it twice, which the first row of the file shows.
 *
 * @param client in a transaction that may read
 * @throws ElementalError `ROWS_PRESENT`, `ROWS_COLLIDE`
 */
export async function refuseRowsThere(
  client: Client,
  file: string,
  { tables, migratedTables }: ScannedFile,
  besideRows: boolean,
): Promise<void> {
  const present = await readDumpTables(client);
  const copied = tables.flatMap((scanned): { scanned: ScannedTable; table: DumpTable }[] => {
    const table = present.find(
      ({ schema, name }) => scanned.name.at(-1) === name && [schema, undefined].includes(scanned.name.at(-2)),
    );
    return table === undefined ? [] : [{ scanned, table }];
  });
  for (const { scanned, table } of copied) {
    if (table.keys.length === 0 && (await isThere(client, table.sql, scanned))) {
      throw collision(file, `the table ${table.id}, which has no unique key, has the first row of it already`);
    }
  }
  const known = new Set(migratedTables);
  const filled: string[] = [];
  for (const { id, sql } of besideRows ? [] : new Set(copied.map(({ table }) => table))) {
    if (!known.has(id) && (await hasRows(client, sql))) {
      filled.push(id);
    }
  }
  if (filled.length > 0) {
    const more = filled.length > NAMED ? ` and ${filled.length - NAMED} more tables` : '';
    throw new ElementalError(
      `${file} was not loaded: the database "${client.database ?? ''}" has rows in ${filled.slice(0, NAMED).join(', ')}${more}`,
      {
        code: 'ROWS_PRESENT',
        kind: 'migration',
        hint: 'Load it into a database with the migrations alone, or add its rows to these with --beside-rows.',
      },
    );
  }
}

/** So many tables are named in a message. */
const NAMED = 5;

async function hasRows(client: Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ any: boolean }>(`SELECT EXISTS (SELECT FROM ${table}) AS any`);
  return rows[0]?.any === true;
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

/** The error of rows that the database has already. */
export function collision(file: string, what: string, cause?: unknown): ElementalError {
  return new ElementalError(`${file} was not loaded: ${what}`, {
    code: 'ROWS_COLLIDE',
    kind: 'migration',
    hint: 'Load it into a database with the migrations alone, or remove those rows first.',
    cause,
  });
}
