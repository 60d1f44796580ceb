import { randomBytes } from 'node:crypto';

import { createDatabase, dropDatabase } from '../../databases/create-database.ts';
import { ensureLedger, resolveLedger, type LedgerName } from '../../migrations/ledger/ledger.ts';
import { withConnection } from '../../postgres/connect.ts';
import type { PostgresServer } from '../../servers/server.ts';
import { ElementalError, messageOf, withCleanup } from '../../support/errors.ts';
import { databasesNamed } from './created-databases.ts';
import type { MigrationSource } from '../migration-source.ts';
import { dropRoles, roleNames } from './roles.ts';
import { openRunner, type Runner } from './file-runner.ts';

/** What is in a database before the first migration. */
export interface Ground {
  /** Golang-migrate's table. */
  ledger: LedgerName;
  /** Its name as SQL writes it. */
  ledgerTable: string;
}

/** A database that the first migrations of a chain have led to, for workbenches to copy. */
export interface Base extends Ground {
  database: string;
  /** How many migrations it has had. */
  height: number;
}

/**
 * Creates a database with `prelude`, SQL that stands for what production has.
 *
 * @throws ElementalError `PRELUDE_FAILED`; the errors of `createDatabase`
 */
async function createWithPrelude(
  server: PostgresServer,
  name: string,
  runner: Runner,
  prelude: string | undefined,
): Promise<void> {
  await createDatabase(server, name);
  const run = prelude === undefined ? undefined : await runner.run(prelude);
  if (run?.ok === false) {
    throw new ElementalError(`the prelude failed: ${messageOf(run.error)}`, {
      code: 'PRELUDE_FAILED',
      kind: 'migration',
      cause: run.error,
    });
  }
}

/**
 * The same with golang-migrate's table, and the row in it that golang-migrate puts there before it runs a file.
 *
 * @throws the errors of `createWithPrelude`, `resolveLedger` and `ensureLedger`
 */
export async function createGround(
  server: PostgresServer,
  name: string,
  runner: Runner,
  prelude: string | undefined,
): Promise<Ground> {
  await createWithPrelude(server, name, runner, prelude);
  return withConnection(server.connection(name), async (client) => {
    const ledger = await resolveLedger(client);
    await ensureLedger(client, ledger);
    const { rows } = await client.query<{ name: string }>(`SELECT format('%I.%I', $1::text, $2::text) AS name`, [
      ledger.schema,
      ledger.table,
    ]);
    const ledgerTable = rows[0]?.name ?? '';
    // One of the prelude may be of another kind.
    await client
      .query(`INSERT INTO ${ledgerTable} (version, dirty) SELECT 0, true WHERE NOT EXISTS (SELECT FROM ${ledgerTable})`)
      .catch(() => undefined);
    return { ledger, ledgerTable };
  });
}

/**
 * Does `work` with a base for migrations that are to be run but not judged, so that they run once for all workbenches.
 * There is none where an up fails or the server gets another role or database: then each database has to run them itself.
 *
 * @throws the errors of `createGround` and `work`
 */
export async function withBase<T>(
  server: PostgresServer,
  prelude: string | undefined,
  beginning: readonly MigrationSource[],
  work: (base: Base | undefined) => Promise<T>,
): Promise<T> {
  if (beginning.length === 0 || beginning.some(({ up }) => databasesNamed(up ?? '').length > 0)) {
    return work(undefined);
  }
  const database = `verify_${randomBytes(4).toString('hex')}_base`;
  const roles = await roleNames(server);
  return withCleanup(
    async () => {
      const base = await layBase(server, database, prelude, beginning);
      const made = (await roleNames(server)).filter((role) => !roles.includes(role));
      if (base !== undefined && made.length === 0) {
        return work(base);
      }
      await dropDatabase(server, database);
      await dropRoles(server, made);
      return work(undefined);
    },
    () => dropDatabase(server, database),
  );
}

async function layBase(
  server: PostgresServer,
  database: string,
  prelude: string | undefined,
  beginning: readonly MigrationSource[],
): Promise<Base | undefined> {
  const runner = openRunner(server.connection(database));
  return withCleanup(
    async () => {
      const ground = await createGround(server, database, runner, prelude);
      for (const { up } of beginning) {
        const run = await runner.run(up ?? '');
        if (!run.ok) {
          return undefined;
        }
      }
      return { ...ground, database, height: beginning.length };
    },
    () => runner.dismiss(),
  );
}
