import { randomBytes } from 'node:crypto';

import type { Client } from 'pg';

import type { Snapshot } from '../catalog/snapshot.ts';
import { snapshot } from '../catalog/snapshot.ts';
import { createDatabase, dropDatabase } from '../databases/create-database.ts';
import { runMigrationFile, type MigrationRun } from '../migrations/run-migration-file.ts';
import { connect, withConnection } from '../postgres/connect.ts';
import type { PostgresServer } from '../servers/server.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { ElementalError, messageOf } from '../support/errors.ts';

/** Two databases: one to try everything on, and one to fall back to when a trial has spoiled it. */
export interface Workbench extends AsyncDisposable {
  /** The database that is tried on. */
  readonly database: string;
  /** Runs a file as golang-migrate would, on a connection of its own, so that nothing of a session leaks. */
  run(sql: string): Promise<MigrationRun>;
  snapshot(): Promise<Snapshot>;
  /** Remembers that the state reached by this up, after all before it, is the one to fall back to from now on. */
  advance(upSql: string): void;
  /**
   * Puts the database back to the last state advanced to. The fallback database lags behind: it runs the ups missing
   * there only when it is needed, so a chain without faults pays nothing for it.
   *
   * @throws ElementalError `STATE_LOST` when an up does not run a second time from the same state
   */
  restore(): Promise<void>;
}

/** Makes the two databases, `prelude` (SQL that stands for what production has) applied to both. */
export async function openWorkbench(server: PostgresServer, prelude: string | undefined): Promise<Workbench> {
  const suffix = randomBytes(4).toString('hex');
  const [database, fallback] = [`verify_${suffix}`, `verify_${suffix}_fallback`];
  const pending: string[] = [];
  const rolesBefore = await roleNames(server);
  let rolesOfFallback: string[] = [];

  const runOn = (name: string, sql: string): Promise<MigrationRun> =>
    withConnection(server.connection(name), (client) => runMigrationFile(client, sql));

  const copyFallback = async (): Promise<void> => {
    await createDatabase(server, database, { template: fallback });
  };

  // Kept open between snapshots, since a backend's warm caches halve their time; it holds nothing in between.
  let observer: Client | undefined;
  const dismiss = async (): Promise<void> => {
    await observer?.end();
    observer = undefined;
  };

  const close = async (): Promise<void> => {
    await dismiss();
    await dropDatabase(server, database);
    await dropDatabase(server, fallback);
    await dropRolesBeside(server, rolesBefore);
  };

  await createDatabase(server, fallback);
  try {
    if (prelude !== undefined) {
      requireSuccess(await runOn(fallback, prelude), 'the prelude failed', 'PRELUDE_FAILED');
    }
    rolesOfFallback = await roleNames(server);
    await copyFallback();
  } catch (error) {
    await close();
    throw error;
  }

  return {
    database,
    run: (sql) => runOn(database, sql),
    async snapshot() {
      observer ??= await connect(server.connection(database));
      return snapshot(observer);
    },
    advance: (upSql) => void pending.push(upSql),
    async restore() {
      await dismiss();
      await dropDatabase(server, database);
      await dropRolesBeside(server, rolesOfFallback);
      for (let sql = pending.shift(); sql !== undefined; sql = pending.shift()) {
        requireSuccess(
          await runOn(fallback, sql),
          'an up that ran once does not run again from the same state, so the chain cannot be followed further',
          'STATE_LOST',
        );
      }
      rolesOfFallback = await roleNames(server);
      await copyFallback();
    },
    [Symbol.asyncDispose]: close,
  };
}

function requireSuccess(run: MigrationRun, what: string, code: string): void {
  if (!run.ok) {
    throw new ElementalError(`${what}: ${messageOf(run.error)}`, { code, kind: 'migration', cause: run.error });
  }
}

/** Roles belong to the whole server: those made by a trial would make its repetition fail. */
async function dropRolesBeside(server: PostgresServer, kept: readonly string[]): Promise<void> {
  if (server.kind === 'existing') {
    return; // A new role there may be anybody's.
  }
  const made = (await roleNames(server)).filter((name) => !kept.includes(name));
  if (made.length > 0) {
    await withConnection(server.connection(), (client) =>
      client.query(`DROP ROLE ${made.map(quoteIdentifier).join(', ')}`),
    );
  }
}

async function roleNames(server: PostgresServer): Promise<string[]> {
  return withConnection(server.connection(), async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT rolname AS name FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY rolname`,
    );
    return rows.map(({ name }) => name);
  });
}
