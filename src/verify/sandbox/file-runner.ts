import type { Client } from 'pg';

import { runBatch, type Cell } from '../../catalog/snapshot/batch.ts';
import { runMigrationFile, type MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import { connect, type ConnectionTarget } from '../../postgres/connect.ts';

/** Runs files one after the other, each as if it had a connection of its own. */
export interface Runner {
  /** Runs a file as golang-migrate would: whole, as one simple query. */
  run(sql: string): Promise<MigrationRun>;
  /**
   * The same, and what a query says afterwards, asked on the way of emptying the session: its first value, undefined where the
   * server refuses it.
   */
  runAndAsk(sql: string, question: string): Promise<{ run: MigrationRun; answer: Cell | undefined }>;
  /** What a query says now. */
  ask(question: string): Promise<Cell | undefined>;
  /** The connection, as a new one would be. */
  client(): Promise<Client>;
  /** Closes the connection, e.g. so that the database can be dropped; the next use opens another. */
  dismiss(): Promise<void>;
}

/**
 * What emptying a session does not take back: settings that it got when it connected, custom parameters (which stay known,
 * as empty text), loaded libraries, prepared statements.
 */
const OUTLIVES =
  /\balter\s+(database|role|user|system)\b|\bset_config\b|^\s*load\s+'|\bset\s+(\w+\s+)?\w+\.\w|^\s*(prepare|deallocate|discard)\b/im;

/**
 * What DISCARD ALL does, but for the prepared statements of others.
 *
 * @see https://www.postgresql.org/docs/current/sql-discard.html
 */
const EMPTY_SESSION =
  'CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); ' +
  'DISCARD TEMP; DISCARD SEQUENCES';

/** One connection, emptied after each file, which takes a tenth of the time of a new one and keeps its caches warm. */
export function openRunner(target: ConnectionTarget): Runner {
  let open: Client | undefined;
  const client = async (): Promise<Client> => (open ??= await connect(target));
  const dismiss = async (): Promise<void> => {
    const closing = open;
    open = undefined;
    await closing?.end();
  };
  const ask = async (question: string): Promise<Cell | undefined> => answerOf(await client(), [question]);
  return {
    client,
    dismiss,
    ask,
    async run(sql) {
      const session = await client();
      const run = await runMigrationFile(session, sql);
      if (sql.trim() !== '' && (OUTLIVES.test(sql) || (await answerOf(session, [EMPTY_SESSION])) === undefined)) {
        await dismiss();
      }
      return run;
    },
    async runAndAsk(sql, question) {
      const session = await client();
      const run = await runMigrationFile(session, sql);
      const answer = OUTLIVES.test(sql) ? undefined : await answerOf(session, [EMPTY_SESSION, question]);
      if (answer !== undefined) {
        return { run, answer };
      }
      await dismiss();
      return { run, answer: await ask(question) };
    },
  };
}

/** The first value of the last statement; undefined when one fails, be it because the file has ended the connection. */
async function answerOf(session: Client, statements: readonly string[]): Promise<Cell | undefined> {
  return runBatch(session, statements).then(
    (yields) => yields.at(-1)?.rows[0]?.[0] ?? null,
    () => undefined,
  );
}
