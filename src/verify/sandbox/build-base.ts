import { snapshotSeries } from '../../catalog/incremental/snapshot-series.ts';
import { dropDatabase } from '../../databases/create-database.ts';
import { runMigrationFile } from '../../migrations/runner/run-migration-file.ts';
import type { PostgresServer } from '../../servers/server.ts';
import { withCleanup } from '../../support/errors.ts';
import type { MigrationSource } from '../migration-source.ts';
import { createWithPrelude, ledgerQuery, type BaseDatabase, type DatabaseSetup } from './base-database.ts';
import { databasesNamed } from './created-databases.ts';
import { fileRunnerIn, type FileRunner } from './file-runner.ts';
import { rename, requiredName } from './required-name.ts';
import { dropRoles, roleNames } from './roles.ts';
import { SessionLeftovers } from './session-leftovers.ts';

/**
 * Creates a base with the prelude and these migrations; undefined where a file fails or creates what belongs to the whole
 * server.
 */
export async function buildBase(
  server: PostgresServer,
  name: string,
  setup: DatabaseSetup,
  replayed: readonly MigrationSource[],
): Promise<BaseDatabase | undefined> {
  const files = [...setup.preludes, ...replayed.map(({ up }) => up ?? '')];
  if (server.kind === 'existing' && setup.preludes.length > 0) {
    // What it makes for the whole server stays there, and would make its second run fail.
    return undefined;
  }
  if ((await Promise.all(files.map(databasesNamed))).flat().length > 0) {
    return undefined;
  }
  const roles = await roleNames(server);
  const building = (await requiredName(server)) ?? name;
  for (const inOneSession of [true, false]) {
    const built = await replayInto(server, building, setup, replayed, inOneSession);
    const newRoles = (await roleNames(server)).filter((role) => !roles.includes(role));
    if (typeof built === 'object' && newRoles.length === 0) {
      await rename(server, building, name);
      return { ...built, name };
    }
    await dropDatabase(server, building);
    await dropRoles(server, newRoles);
    if (built !== 'leaves something' || newRoles.length > 0) {
      break;
    }
  }
  return undefined;
}

/** Creates a base, or tells why there is none: a file fails, or leaves something in the session of all. */
async function replayInto(
  server: PostgresServer,
  name: string,
  { preludes, databaseName }: DatabaseSetup,
  replayed: readonly MigrationSource[],
  inOneSession: boolean,
): Promise<BaseDatabase | 'fails' | 'leaves something'> {
  const runner = fileRunnerIn(server, name, databaseName);
  return withCleanup(
    async () => {
      const table = await createWithPrelude(server, name, runner, preludes);
      const client = await runner.client();
      const leftovers = new SessionLeftovers(client, server.user);
      await leftovers.noteCurrent();
      for (const { up = '' } of replayed) {
        const run = await (inOneSession ? runMigrationFile(client, up, databaseName) : runner.run(up));
        if (!run.ok) {
          return 'fails';
        }
        if (inOneSession && (await leftovers.newAfter(up)).length > 0) {
          return 'leaves something';
        }
      }
      await runner.disconnect();
      if (inOneSession && (await runner.ask(ledgerQuery(table))) !== 't') {
        return 'leaves something';
      }
      return openBase(runner, { ...table, name, applied: replayed.length, inOneSession });
    },
    () => runner.disconnect(),
  );
}

/** Takes the first snapshot of a base. */
async function openBase(runner: FileRunner, base: Omit<BaseDatabase, 'series'>): Promise<BaseDatabase> {
  const series = snapshotSeries({ ignoreTables: [base.ledgerTable] });
  await series.take(await runner.client());
  return { ...base, series };
}
