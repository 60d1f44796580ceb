import type { Client } from 'pg';

import { diff } from '../../catalog/diff/diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { writeLedger } from '../../migrations/ledger/ledger.ts';
import { explainSqlError } from '../../migrations/runner/explain-sql-error.ts';
import { runMigrationFile } from '../../migrations/runner/run-migration-file.ts';
import { withConnection } from '../../postgres/connect.ts';
import type { PostgresServer } from '../../servers/server.ts';
import { sessionEffect } from '../../sql/effects/session-effects.ts';
import type { AppliedUp } from '../empty-pass/empty-pass.ts';
import { onlyValuesDiffer } from '../report/volatile-values.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';

/** A run of all ups in one session. */
export interface SessionRun {
  /** Snapshots after some ups, by the index of the up. */
  states: Map<number, CatalogSnapshot>;
  /** What the files left in the session, and the index of the file that did. */
  leftovers: { index: number; line: string }[];
}

/** Recreates the database, with golang-migrate's table, and does `work` with a connection to it. */
export async function onRecreated<T>(
  server: PostgresServer,
  database: TrialDatabase,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  await database.recreate();
  return withConnection(server.connection(database.name), work);
}

/**
 * Runs the ups in the session of `client`, and takes snapshots where the state is known: `everywhere` or only where it may
 * differ. Stops at a state that surely differs.
 *
 * @param leftovers filled while the files run, so that they are known where one fails
 *
 * @throws MigrationSqlError for the file that failed; EnvironmentError `LEDGER_UNUSABLE`
 */
export async function runInOneSession(
  client: Client,
  database: TrialDatabase,
  ups: readonly AppliedUp[],
  everywhere: boolean,
  leftovers: SessionRun['leftovers'] = [],
): Promise<SessionRun> {
  const states: SessionRun['states'] = new Map();
  const custom = new Set<string>();
  for (const [index, { source, after }] of ups.entries()) {
    const { migration, up: sql = '' } = source;
    const run = await runMigrationFile(client, sql, database.databaseName);
    if (!run.ok) {
      throw await explainSqlError({ file: migration.up ?? '', sql, error: run.error, completed: run.completed });
    }
    const due = everywhere || leftovers.length > 0 || index === ups.length - 1;
    if (due && after !== undefined) {
      const now = await database.takeSnapshot();
      states.set(index, now);
      const difference = diff(after, now);
      if (difference.grade !== 'equal' && !onlyValuesDiffer(difference)) {
        return { states, leftovers };
      }
    }
    if ((await sessionEffect(sql)) === 'nothing') {
      continue;
    }
    for (const [name] of sql.matchAll(CUSTOM_PARAMETERS)) {
      custom.add(name.toLowerCase());
    }
    const left = await leftInSession(client, database.role, [...custom]);
    const lines = left.filter((line) => leftovers.every((known) => known.line !== line));
    leftovers.push(...lines.map((line) => ({ index, line })));
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

/**
 * Names that may be those of parameters which PostgreSQL does not know, such as `app.user`: they are not in `pg_settings`.
 * No such parameter is set where the name means something else.
 */
const CUSTOM_PARAMETERS = /\b[a-z_]\w*\.\w+/gi;

/**
 * What a session has that a new one has not: settings, another role and temporary objects.
 *
 * @param role that a new session has
 * @param custom names of parameters that PostgreSQL does not know
 */
async function leftInSession(client: Client, role: string, custom: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `SELECT pg_catalog.format('SET %s = %s', name, setting) AS line FROM pg_catalog.pg_settings
      WHERE source = 'session' AND name <> 'application_name' AND setting IS DISTINCT FROM reset_val
     UNION ALL SELECT pg_catalog.format('SET ROLE %I', current_user) WHERE current_user <> $1
     UNION ALL SELECT pg_catalog.format('SET %s = %s', name, pg_catalog.current_setting(name, true))
      FROM pg_catalog.unnest($2::text[]) name WHERE pg_catalog.current_setting(name, true) <> ''
     UNION ALL SELECT pg_catalog.format('temporary %s', c.oid::pg_catalog.regclass) FROM pg_catalog.pg_class c
      WHERE c.relnamespace = pg_catalog.pg_my_temp_schema() AND c.relkind IN ('r', 'v', 'S', 'p')`,
    [role, custom],
  );
  return rows.map(({ line }) => line);
}
