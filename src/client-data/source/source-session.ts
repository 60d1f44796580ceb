import type { Client } from 'pg';

import { connect, withConnection } from '../../postgres/connect.ts';
import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { codeOf, ElementalError, EnvironmentError, messageOf, withCleanup } from '../../support/errors.ts';
import type { DumpTable } from '../tables/dump-table.ts';

/** Sessions that see one state of the database, whatever others write meanwhile. */
export interface SourceSessions {
  /** Holds the state. */
  first: Client;
  /** Opens a second session with the same state; undefined if the server refuses one. */
  openSecond: (tables: readonly DumpTable[]) => Promise<Client | undefined>;
}

/** What values look like as text must not depend on settings of the role or the database. */
const SETTINGS: Readonly<Record<string, string>> = {
  // No setting of the role may let a statement write.
  default_transaction_read_only: 'on',
  row_security: 'off',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '3',
  lc_monetary: 'C',
  xmloption: 'content',
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  jit: 'off',
  // Rows are sorted in the server's memory, each reader in its own.
  work_mem: '64MB',
  // Rows of one dataset lie together, which the planner does not see: of random places it would take whole tables instead.
  random_page_cost: '1.1',
};

const OPTIONS = { applicationName: 'elementaldb client-data', limits: 'none' } as const;

/**
 * Opens a read-only transaction that sees one state, and runs `work` in it. Row security is off: a role that would not see
 * all rows gets an error instead of fewer rows.
 *
 * With `temporaryTables` the transaction begins as one that may create such tables; `makeReadOnly` ends that. Rows of temporary
 * tables may be written afterwards too.
 *
 * @throws the errors of `connect`; EnvironmentError `NOT_READ_ONLY`, `TEMPORARY_TABLES_NEEDED`
 */
export async function withSource<T>(
  url: string,
  work: (sessions: SourceSessions) => Promise<T>,
  { temporaryTables = false }: { temporaryTables?: boolean } = {},
): Promise<T> {
  let second: Client | undefined;
  return withConnection(
    url,
    (first) =>
      withCleanup(
        async () => {
          await begin(first, temporaryTables ? 'READ WRITE' : 'READ ONLY');
          const openSecond: SourceSessions['openSecond'] = async (tables) => {
            second = await openSecondSession(url, first, tables);
            return second;
          };
          return explained(() => work({ first, openSecond }));
        },
        async () => second?.end(),
      ),
    OPTIONS,
  );
}

async function begin(client: Client, mode: 'READ ONLY' | 'READ WRITE', snapshot?: string): Promise<void> {
  const settings = Object.entries(SETTINGS).map(([name, value]) => `SET ${name} = '${value}'`);
  await client.query(settings.join('; '));
  const at = snapshot === undefined ? '' : `; SET TRANSACTION SNAPSHOT '${snapshot}'`;
  try {
    await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ ${mode}${at}`);
  } catch (error) {
    throw mode === 'READ WRITE' ? withoutTemporaryTables(error) : error;
  }
  if (mode === 'READ ONLY') {
    await makeReadOnly(client);
  }
}

/**
 * Makes the transaction read-only, which it then is to its end.
 *
 * @throws EnvironmentError `NOT_READ_ONLY`
 */
export async function makeReadOnly(client: Client): Promise<void> {
  await client.query('SET TRANSACTION READ ONLY');
  const { rows } = await client.query<{ on: string }>(`SELECT current_setting('transaction_read_only') AS on`);
  if (rows[0]?.on !== 'on') {
    throw new EnvironmentError('the server did not make the transaction read-only', {
      code: 'NOT_READ_ONLY',
      hint: 'Connect to PostgreSQL itself, or to a pooler that keeps a transaction on one connection.',
    });
  }
}

/** An error of creating temporary tables, if it is about the role or the server. */
export function withoutTemporaryTables(error: unknown): unknown {
  // 0A000 comes from a standby.
  const codes: readonly string[] = [SQLSTATE.insufficientPrivilege, SQLSTATE.readOnlySqlTransaction, '0A000'];
  return codes.includes(codeOf(error) ?? '')
    ? new EnvironmentError(`cannot select a part of the rows: ${messageOf(error)}`, {
        code: 'TEMPORARY_TABLES_NEEDED',
        hint: 'Use the primary server and a role with TEMPORARY on the database, or dump all rows.',
        cause: error,
      })
    : error;
}

/**
 * The lock is not waited for: a session that waits for a table to change it would stand between both of ours, and neither
 * would go on.
 */
async function openSecondSession(
  url: string,
  first: Client,
  tables: readonly DumpTable[],
): Promise<Client | undefined> {
  const { rows } = await first.query<{ id: string }>('SELECT pg_catalog.pg_export_snapshot() AS id');
  let client: Client | undefined;
  try {
    client = await connect(url, OPTIONS);
    await begin(client, 'READ ONLY', rows[0]?.id);
    await lockTables(client, tables, ' NOWAIT');
    return client;
  } catch {
    // One session is slower and gives the same file.
    await client?.end();
    return undefined;
  }
}

/**
 * Keeps tables from being changed or dropped until the end of the transaction.
 *
 * @throws EnvironmentError `TABLES_UNREADABLE`
 */
export async function lockTables(
  client: Client,
  tables: readonly DumpTable[],
  wait: '' | ' NOWAIT' = '',
): Promise<void> {
  requireReadable(client, tables);
  if (tables.length > 0) {
    await client.query(`LOCK TABLE ${tables.map(({ sql }) => sql).join(', ')} IN ACCESS SHARE MODE${wait}`);
  }
}

function requireReadable(client: Client, tables: readonly DumpTable[]): void {
  const hidden = tables.filter(({ readable }) => !readable).map(({ id }) => id);
  if (hidden.length > 0) {
    throw new EnvironmentError(`the role "${client.user ?? ''}" may not read ${hidden.join(', ')}`, {
      code: 'TABLES_UNREADABLE',
      hint: 'Grant it SELECT on them and USAGE of their schemas, use another role, or leave them out with --exclude.',
    });
  }
}

/** Explains what row security refused in any query of the work. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ElementalError ? error : explainReadError(undefined, error);
  }
}

/** An error of reading a table, with its name if it is known, and how to fix it. */
export function explainReadError(table: DumpTable | undefined, error: unknown): unknown {
  const code = codeOf(error);
  if (code === SQLSTATE.insufficientPrivilege) {
    return new EnvironmentError(
      `cannot read all rows${table === undefined ? '' : ` of ${table.id}`}: ${messageOf(error)}`,
      {
        code: 'ROWS_HIDDEN',
        hint: 'Use a role with BYPASSRLS or the owner of the table, so that row security hides no row.',
        cause: error,
      },
    );
  }
  return error;
}
