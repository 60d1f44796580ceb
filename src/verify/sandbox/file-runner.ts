import type { Client } from 'pg';

import { runBatch, type Cell } from '../../catalog/snapshot/batch.ts';
import { runMigrationFile, type MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import { connect, type ConnectionTarget } from '../../postgres/connect.ts';

export type FailedRun = Extract<MigrationRun, { ok: false }>;

/** Runs files one after the other, each as if in a new session. */
export interface FileRunner {
  /** Runs a file as golang-migrate does: whole, as one simple query. */
  run(sql: string): Promise<MigrationRun>;
  /** Also asks a query afterwards, in the round trip that resets the session: its first value, undefined if it fails. */
  runAndAsk(sql: string, query: string): Promise<{ run: MigrationRun; answer: Cell | undefined }>;
  /** The first value of a query, undefined if it fails. */
  ask(query: string): Promise<Cell | undefined>;
  /** The connection, in the state of a new session. */
  client(): Promise<Client>;
  /** Closes the connection, for example before the database is dropped; the next use opens another. */
  disconnect(): Promise<void>;
}

/**
 * What resetting a session does not revert: settings read at connection time, custom parameters (they stay known, as empty
 * text), loaded libraries, prepared statements.
 */
const SURVIVES_RESET =
  /\balter\s+(database|role|user|system)\b|\bset_config\b|^\s*load\s+'|\bset\s+(\w+\s+)?\w+\.\w|^\s*(prepare|deallocate|discard)\b/im;

/**
 * DISCARD ALL without DEALLOCATE, since the snapshots' prepared statements are to stay.
 *
 * @see https://www.postgresql.org/docs/current/sql-discard.html
 */
const RESET_SESSION =
  'CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); ' +
  'DISCARD TEMP; DISCARD SEQUENCES';

/** One connection, reset after each file: that takes a tenth of the time of a new one and keeps its caches warm. */
export function openFileRunner(target: ConnectionTarget): FileRunner {
  let open: Client | undefined;
  const client = async (): Promise<Client> => (open ??= await connect(target));
  const disconnect = async (): Promise<void> => {
    const closing = open;
    open = undefined;
    await closing?.end();
  };
  const ask = async (query: string): Promise<Cell | undefined> => answerOf(await client(), [query]);
  return {
    client,
    disconnect,
    ask,
    async run(sql) {
      const session = await client();
      const run = await runMigrationFile(session, sql);
      if (sql.trim() !== '' && (SURVIVES_RESET.test(sql) || (await answerOf(session, [RESET_SESSION])) === undefined)) {
        await disconnect();
      }
      return run;
    },
    async runAndAsk(sql, query) {
      const session = await client();
      const run = await runMigrationFile(session, sql);
      const answer = SURVIVES_RESET.test(sql) ? undefined : await answerOf(session, [RESET_SESSION, query]);
      if (answer !== undefined) {
        return { run, answer };
      }
      await disconnect();
      return { run, answer: await ask(query) };
    },
  };
}

/** The first value of the last statement; undefined when one fails, for example because the file ended the connection. */
async function answerOf(session: Client, statements: readonly string[]): Promise<Cell | undefined> {
  return runBatch(session, statements).then(
    (yields) => yields.at(-1)?.rows[0]?.[0] ?? null,
    () => undefined,
  );
}
