import {
  applyClientData,
  type ClientDataProgress,
  type ClientDataResult,
} from '../../migrations/client-data/apply-client-data.ts';
import { currentVersion } from '../../migrations/runner/status.ts';
import { MigrationSqlError } from '../../migrations/runner/sql-error.ts';
import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { withSource } from '../source/source-session.ts';
import { collision, refuseOtherVersion, refuseRowsThere } from './refused-databases.ts';
import { scanFile } from './scan-file.ts';

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
  /** Loads also into a database with another version than the file is for. Default: false. */
  anyVersion?: boolean | undefined;
  /** Loads also into tables that have rows which the migrations did not insert. Default: false. */
  besideRows?: boolean | undefined;
  /** Called before anything is written. */
  onPlan?: ((plan: LoadPlan) => void) | undefined;
  onProgress?: ((progress: ClientDataProgress) => void) | undefined;
}

/**
 * Loads client data into a migrated database in one transaction. Triggers, order and checks are those of `applyClientData`.
 * The file's tables must have no other rows than those that the migrations insert, so that nothing is added to a database of production.
 *
 * @throws ElementalError `TARGET_DIRTY`, `TARGET_VERSION_DIFFERS`, `ROWS_PRESENT`, and `ROWS_COLLIDE` if the database has
 *   rows of the file; the errors of `applyClientData`
 */
export async function loadClientData(url: string, file: string, options: LoadOptions = {}): Promise<ClientDataResult> {
  const scanned = await scanFile(file);
  const state = await currentVersion(url);
  refuseOtherVersion(file, scanned, state, options.anyVersion === true);
  const database = await withSource(url, async ({ first }) => {
    await refuseRowsThere(first, file, scanned, options.besideRows === true);
    return first.database ?? '';
  });
  options.onPlan?.({
    database,
    databaseVersion: state.version,
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
