import type { Client } from 'pg';

import { diff } from '../../catalog/diff/diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { writeLedger } from '../../migrations/ledger/ledger.ts';
import { explainSqlError } from '../../migrations/runner/explain-sql-error.ts';
import { runMigrationFile } from '../../migrations/runner/run-migration-file.ts';
import { withConnection } from '../../postgres/connect.ts';
import type { PostgresServer } from '../../servers/server.ts';
import type { AppliedUp } from '../empty-pass/empty-pass.ts';
import { onlyValuesDiffer } from '../report/volatile-values.ts';
import { mayNotice, repeatSettings, SessionLeftovers } from '../sandbox/session-leftovers.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';

/** A run of all ups in one session. */
export interface SessionRun {
  /** Snapshots after some ups, by the index of the up. */
  states: Map<number, CatalogSnapshot>;
  /** What the files left in the session, and the index of the up that did: -1 for those before the first. */
  leftovers: { file: string | undefined; index: number; line: string }[];
}

/**
 * Recreates the database, with golang-migrate's table and the first migrations, and does `work` with a connection to it.
 *
 * @param count how many migrations: 0, or as many as `recreatedWith` says
 */
export async function onRecreated<T>(
  server: PostgresServer,
  database: TrialDatabase,
  count: number,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  await database.recreate(count);
  return withConnection(server.connection(database.name), work);
}

/**
 * Runs the ups in the session of `client`, and takes snapshots where the state is known: `everywhere` or only where it may
 * differ. Stops at a state that surely differs.
 *
 * @param leftovers what the files before them left; more is added while the ups run, so that it is known where one fails
 *
 * @throws MigrationSqlError for the file that failed; EnvironmentError `LEDGER_UNUSABLE`
 */
export async function runInOneSession(
  client: Client,
  database: TrialDatabase,
  ups: readonly AppliedUp[],
  everywhere: boolean,
  leftovers: SessionRun['leftovers'],
): Promise<SessionRun> {
  const states: SessionRun['states'] = new Map();
  const leftIn = new SessionLeftovers(client, database.role);
  const linesBefore = leftovers.map(({ line }) => line);
  if (linesBefore.length > 0) {
    await leftIn.noteCurrent();
    await repeatSettings(client, linesBefore);
    leftIn.note(linesBefore);
  }
  for (const [index, { source, after }] of ups.entries()) {
    const { migration, up: sql = '' } = source;
    const run = await runMigrationFile(client, sql, database.databaseName);
    if (!run.ok) {
      throw await explainSqlError({ file: migration.up ?? '', sql, error: run.error, completed: run.completed });
    }
    const due =
      everywhere ||
      mayNotice(
        sql,
        leftovers.map(({ line }) => line),
      ) ||
      index === ups.length - 1;
    if (due && after !== undefined) {
      const now = await database.takeSnapshot();
      states.set(index, now);
      const difference = diff(after, now);
      if (difference.grade !== 'equal' && !onlyValuesDiffer(difference)) {
        return { states, leftovers };
      }
    }
    const lines = await leftIn.newAfter(sql);
    leftovers.push(...lines.map((line) => ({ file: migration.up, index, line })));
  }
  const version = ups.at(-1)?.source.migration.version ?? null;
  await writeLedger(client, database.ledger, { version, dirty: false });
  return { states, leftovers };
}

/** The index of the first up after which golang-migrate could not write its table. */
export async function firstWithoutLedger(
  client: Client,
  database: TrialDatabase,
  ups: readonly AppliedUp[],
): Promise<number | undefined> {
  for (const [index, { source }] of ups.entries()) {
    await runMigrationFile(client, source.up ?? '', database.databaseName);
    const { version } = source.migration;
    const written = await writeLedger(client, database.ledger, { version, dirty: true }).then(
      () => true,
      () => false,
    );
    if (!written) {
      return index;
    }
  }
  return undefined;
}
