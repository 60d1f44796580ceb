import { crc32 } from 'node:zlib';

import type { Client } from 'pg';

import { runScript } from '../../postgres/run-script.ts';
import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { codeOf, EnvironmentError, messageOf } from '../../support/errors.ts';

/** The table with golang-migrate's row. */
export interface LedgerName {
  schema: string;
  table: string;
}

/** The row. `version` is null if nothing is applied (no row, or -1 after the first down failed). */
export interface LedgerState {
  version: bigint | null;
  dirty: boolean;
}

const DEFAULT_LEDGER_TABLE = 'schema_migrations';

/**
 * Completes a ledger's name as golang-migrate does: `schema_migrations` in the current schema.
 *
 * @throws EnvironmentError `NO_CURRENT_SCHEMA` if no schema of the search path exists
 */
export async function resolveLedger(client: Client, name: Partial<LedgerName> = {}): Promise<LedgerName> {
  const table = name.table ?? DEFAULT_LEDGER_TABLE;
  if (name.schema !== undefined) {
    return { schema: name.schema, table };
  }
  const { rows } = await client.query<{ schema: string | null; path: string }>(
    `SELECT current_schema() AS schema, current_setting('search_path') AS path`,
  );
  const schema = rows[0]?.schema ?? null;
  if (schema === null) {
    throw new EnvironmentError(`no schema of the search path exists: ${rows[0]?.path ?? ''}`, {
      code: 'NO_CURRENT_SCHEMA',
      hint: `Create the schema for the table ${table}, or set another search_path for this role or database.`,
    });
  }
  return { schema, table };
}

/** The ledger's name, quoted for SQL. */
export function quoteLedger(ledger: LedgerName): string {
  return `${quoteIdentifier(ledger.schema)}.${quoteIdentifier(ledger.table)}`;
}

/** The ledger's state; nothing is applied if the ledger does not exist. Creates nothing. */
export async function readLedger(client: Client, ledger: LedgerName): Promise<LedgerState> {
  try {
    const { rows } = await client.query<{ version: string; dirty: boolean }>(
      `SELECT version::text AS version, dirty FROM ${quoteLedger(ledger)} LIMIT 1`,
    );
    const [row] = rows;
    if (row === undefined) {
      return { version: null, dirty: false };
    }
    const version = BigInt(row.version);
    return { version: version < 0n ? null : version, dirty: row.dirty };
  } catch (error) {
    if (codeOf(error) === SQLSTATE.undefinedTable) {
      return { version: null, dirty: false };
    }
    throw ledgerError('read', ledger, error);
  }
}

/**
 * Creates the ledger if it does not exist. Checks first, so a role without CREATE can use an existing ledger.
 *
 * @throws EnvironmentError `LEDGER_UNUSABLE`
 */
export async function ensureLedger(client: Client, ledger: LedgerName): Promise<void> {
  const { rows } = await client.query(
    'SELECT 1 FROM information_schema.tables WHERE table_schema = $1 AND table_name = $2',
    [ledger.schema, ledger.table],
  );
  if (rows.length > 0) {
    return;
  }
  try {
    await client.query(
      `CREATE TABLE IF NOT EXISTS ${quoteLedger(ledger)} (version bigint not null primary key, dirty boolean not null)`,
    );
  } catch (error) {
    throw ledgerError('create', ledger, error);
  }
}

/**
 * Replaces the row in a separate transaction. A clean state without a version is no row; a dirty one is -1, which records
 * a failed down of the first migration.
 *
 * @throws EnvironmentError `LEDGER_UNUSABLE`
 */
export async function writeLedger(client: Client, ledger: LedgerName, state: LedgerState): Promise<void> {
  const table = quoteLedger(ledger);
  const version = state.version ?? -1n;
  const insert =
    version >= 0n || state.dirty ? `INSERT INTO ${table} (version, dirty) VALUES (${version}, ${state.dirty});` : '';
  const outcome = await runScript(client, `BEGIN; TRUNCATE ${table}; ${insert} COMMIT`);
  if (!outcome.ok) {
    if (outcome.transaction !== 'I' && outcome.transaction !== null) {
      await client.query('ROLLBACK');
    }
    throw ledgerError('write', ledger, outcome.error);
  }
}

function ledgerError(verb: string, ledger: LedgerName, cause: unknown): EnvironmentError {
  const hint =
    codeOf(cause) === SQLSTATE.insufficientPrivilege
      ? 'Grant this role the privilege, or connect as the owner of the schema.'
      : undefined;
  return new EnvironmentError(`cannot ${verb} the ledger ${quoteLedger(ledger)}: ${messageOf(cause)}`, {
    code: 'LEDGER_UNUSABLE',
    ...(hint === undefined ? {} : { hint }),
    cause,
  });
}

const SALT = 1_486_364_155n;

/**
 * The two advisory lock keys that golang-migrate may use for a database. With a URL it hashes the URL's path with its
 * slash, in a Go program (`WithInstance`) the plain name, so the two do not exclude each other. Taking both locks in this
 * order excludes both.
 *
 * @see https://github.com/golang-migrate/migrate/blob/master/database/util.go
 */
export function lockKeys(ledger: LedgerName, database: string): [byUrl: bigint, byName: bigint] {
  return [lockKey(ledger, `/${database}`), lockKey(ledger, database)];
}

function lockKey(ledger: LedgerName, database: string): bigint {
  const sum = BigInt(crc32([ledger.schema, ledger.table, database].join('\0')));
  return BigInt.asUintN(32, sum * SALT);
}
