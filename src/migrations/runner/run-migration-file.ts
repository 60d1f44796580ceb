import type { Client } from 'pg';

import type { ServerNotice } from '../../postgres/run-script.ts';
import { renameDatabase, type RenamedSql } from '../../sql/rename-database.ts';
import { runModeOf } from '../../sql/run-mode.ts';
import { ElementalError } from '../../support/errors.ts';
import { runInMode } from './run-in-mode.ts';

interface MigrationRunReport {
  notices: ServerNotice[];
  milliseconds: number;
  /** The number of statements that finished. */
  completed: number;
  /** See `runScript`. */
  rowCounts: readonly (number | undefined)[];
}

/** `error` is a `DatabaseError` of pg, an error of the driver, or `TRANSACTION_LEFT_OPEN`. */
export type MigrationRun = ({ ok: true } & MigrationRunReport) | ({ ok: false; error: Error } & MigrationRunReport);

/**
 * Runs a migration as golang-migrate does: as one simple query in the session of `client`; an empty file is not sent. A
 * text of another layout may say that it runs in another way, see `withRunMode`. A failure is a returned value. The session
 * is never left in a transaction.
 *
 * A file that leaves a transaction open fails: golang-migrate could not write its ledger, and the changes would be lost. A
 * file that ends in ROLLBACK succeeds without changes, as in golang-migrate.
 *
 * @param databaseName the name by which the file calls its database, where that has another one here
 */
export async function runMigrationFile(client: Client, given: string, databaseName?: string): Promise<MigrationRun> {
  const { database } = client;
  const renamed =
    databaseName === undefined || database === undefined || database === databaseName
      ? undefined
      : renameDatabase(given, databaseName, database);
  const { sql, mode } = runModeOf(renamed?.sql ?? given);
  if (sql.trim() === '') {
    return { ok: true, notices: [], milliseconds: 0, completed: 0, rowCounts: [] };
  }
  const outcome = await runInMode(client, sql, mode);
  const { notices, milliseconds, completed, rowCounts, transaction } = outcome;
  const report = { notices, milliseconds, completed, rowCounts };
  if (transaction === 'T' || transaction === 'E') {
    await client.query('ROLLBACK');
  }
  if (!outcome.ok) {
    return { ok: false, error: inOriginal(outcome.error, renamed), ...report };
  }
  if (transaction !== 'I') {
    const error = new ElementalError('BEGIN without COMMIT: the file leaves a transaction open', {
      code: 'TRANSACTION_LEFT_OPEN',
      kind: 'migration',
      hint: 'End the file with COMMIT. The open transaction was rolled back.',
    });
    return { ok: false, error, ...report };
  }
  return { ok: true, ...report };
}

/** The error with its position in the file as it was written. */
function inOriginal(error: Error, renamed: RenamedSql | undefined): Error {
  if (renamed !== undefined && 'position' in error && typeof error.position === 'string') {
    error.position = String(renamed.originalIndex(Number(error.position) - 1) + 1);
  }
  return error;
}
