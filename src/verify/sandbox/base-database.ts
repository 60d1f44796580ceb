import type { SnapshotSeries } from '../../catalog/incremental/snapshot-series.ts';
import { createDatabase } from '../../databases/create-database.ts';
import { copyProperties } from '../../databases/database-properties.ts';
import { ensureLedger, resolveLedger, type LedgerName } from '../../migrations/ledger/ledger.ts';
import { withConnection } from '../../postgres/connect.ts';
import { withMaintenance } from '../../servers/maintenance.ts';
import type { PostgresServer } from '../../servers/server.ts';
import { ElementalError, messageOf } from '../../support/errors.ts';
import type { FileRunner } from './file-runner.ts';
import type { LeftInSession } from './session-leftovers.ts';

/** What a database is made with before the first migration. */
export interface DatabaseSetup {
  /** SQL that stands for what production has. */
  preludes: readonly string[];
  /** The name by which the files call their database. */
  databaseName: string;
}

/** Golang-migrate's table. */
export interface LedgerTable {
  ledger: LedgerName;
  /** Its name as SQL writes it. */
  ledgerTable: string;
}

/** A database that trial databases are copied from. */
export interface Original {
  name: string;
  /** Its last snapshot, if there is any, is of the database as it is. */
  series: SnapshotSeries;
}

/** A database with the prelude that the first migrations of a chain may have been applied to. */
export interface BaseDatabase extends LedgerTable, Original {
  /** How many migrations were applied. */
  applied: number;
  /** Whether they lead to the same state in one session. */
  inOneSession: boolean;
  /** What they left in that session: others that do not notice it can go on from here as if in that session. */
  left: readonly LeftInSession[];
  /** The same with rows in its tables, if there is one. */
  filled?: FilledBase | undefined;
}

export interface FilledBase extends Original {
  /** For each table that got rows, how many it had without them; -1 for one that has rows and got no others. */
  tables: ReadonlyMap<string, number>;
}

/** Asks whether golang-migrate's table has its row. */
export function ledgerQuery({ ledgerTable }: LedgerTable): string {
  return `SELECT EXISTS (SELECT version, dirty FROM ${ledgerTable})`;
}

/** Makes `name` a copy of the database `template`, with its settings and privileges. */
export async function copyDatabase(server: PostgresServer, template: string, name: string): Promise<void> {
  await createDatabase(server, name, { template });
  await withMaintenance(server, (client) => copyProperties(client, template, name));
}

/**
 * Creates a database with `preludes`, SQL that stands for what production has, and with golang-migrate's table and the row
 * that golang-migrate puts there before it runs a file.
 *
 * @throws ElementalError `PRELUDE_FAILED`; the errors of `createDatabase`, `resolveLedger` and `ensureLedger`
 */
export async function createWithPrelude(
  server: PostgresServer,
  name: string,
  runner: FileRunner,
  preludes: readonly string[],
): Promise<LedgerTable> {
  await createDatabase(server, name);
  for (const prelude of preludes) {
    const run = await runner.run(prelude);
    if (!run.ok) {
      throw new ElementalError(`the prelude failed: ${messageOf(run.error)}`, {
        code: 'PRELUDE_FAILED',
        kind: 'migration',
        cause: run.error,
      });
    }
  }
  return withConnection(server.connection(name), async (client) => {
    const ledger = await resolveLedger(client);
    await ensureLedger(client, ledger);
    const { rows } = await client.query<{ name: string }>(`SELECT format('%I.%I', $1::text, $2::text) AS name`, [
      ledger.schema,
      ledger.table,
    ]);
    const ledgerTable = rows[0]?.name ?? '';
    // The prelude may have created a table with other columns.
    await client
      .query(`INSERT INTO ${ledgerTable} (version, dirty) SELECT 0, true WHERE NOT EXISTS (SELECT FROM ${ledgerTable})`)
      .catch(() => undefined);
    return { ledger, ledgerTable };
  });
}
