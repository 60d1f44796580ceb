import { randomBytes } from 'node:crypto';

import { snapshotSeries, type SnapshotSeries } from '../../catalog/incremental/snapshot-series.ts';
import { createDatabase, dropDatabase } from '../../databases/create-database.ts';
import { copyProperties } from '../../databases/database-properties.ts';
import { ensureLedger, resolveLedger, type LedgerName } from '../../migrations/ledger/ledger.ts';
import { withConnection } from '../../postgres/connect.ts';
import { withMaintenance } from '../../servers/maintenance.ts';
import type { PostgresServer } from '../../servers/server.ts';
import { ElementalError, messageOf, withCleanup } from '../../support/errors.ts';
import type { MigrationSource } from '../migration-source.ts';
import { databasesNamed } from './created-databases.ts';
import { fileRunnerIn, type FileRunner } from './file-runner.ts';
import { dropRoles, roleNames } from './roles.ts';

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

/** A database with the prelude that the first migrations of a chain may have been applied to, for trial databases to copy. */
export interface BaseDatabase extends LedgerTable {
  name: string;
  /** How many migrations were applied. */
  applied: number;
  /** Its last snapshot is of the base as it is. */
  series: SnapshotSeries;
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

/**
 * Does `work` with a base database that has the prelude and, so that they run once for all trial databases, the migrations
 * that are replayed only. Where one of these fails or creates a role or database, each trial database runs them; where the
 * prelude does, there is no base.
 *
 * @throws the errors of `createWithPrelude` and `work`
 */
export async function withBaseDatabase<T>(
  server: PostgresServer,
  setup: DatabaseSetup,
  replayed: readonly MigrationSource[],
  work: (base: BaseDatabase | undefined) => Promise<T>,
): Promise<T> {
  const name = `verify_${randomBytes(4).toString('hex')}_base`;
  return withCleanup(
    async () =>
      work(
        (replayed.length > 0 ? await buildBase(server, name, setup, replayed) : undefined) ??
          (await buildBase(server, name, setup, [])),
      ),
    // What stays is swept by the next run; the verdicts must not be lost with it.
    () => dropDatabase(server, name).catch(() => undefined),
  );
}

/** Undefined where a file fails or creates what belongs to the whole server. */
async function buildBase(
  server: PostgresServer,
  name: string,
  { preludes, databaseName }: DatabaseSetup,
  replayed: readonly MigrationSource[],
): Promise<BaseDatabase | undefined> {
  const files = [...preludes, ...replayed.map(({ up }) => up ?? '')];
  if (server.kind === 'existing' && preludes.length > 0) {
    // What it makes for the whole server stays there, and would make its second run fail.
    return undefined;
  }
  if ((await Promise.all(files.map(databasesNamed))).flat().length > 0) {
    return undefined;
  }
  const roles = await roleNames(server);
  const runner = fileRunnerIn(server, name, databaseName);
  const base = await withCleanup(
    async () => {
      const table = await createWithPrelude(server, name, runner, preludes);
      for (const { up } of replayed) {
        if (!(await runner.run(up ?? '')).ok) {
          return undefined;
        }
      }
      const series = snapshotSeries({ ignoreTables: [table.ledgerTable] });
      await series.take(await runner.client());
      return { ...table, name, applied: replayed.length, series };
    },
    () => runner.disconnect(),
  );
  const newRoles = (await roleNames(server)).filter((role) => !roles.includes(role));
  if (base !== undefined && newRoles.length === 0) {
    return base;
  }
  await dropDatabase(server, name);
  await dropRoles(server, newRoles);
  return undefined;
}
