import type { Client } from 'pg';

import { connect } from '../postgres/connect.ts';
import { SQLSTATE } from '../postgres/sqlstate.ts';
import { codeOf, EnvironmentError } from '../support/errors.ts';

/** Creating and dropping a database takes less than a second; a checkpoint of a busy server, some more. */
const LIMIT_MS = 120_000;

/**
 * Runs a statement of our own that a background process of the server can block forever, such as DROP DATABASE. After the
 * limit the statement is cancelled, and the error says what it was waiting for.
 *
 * @throws EnvironmentError `STEP_TIMED_OUT`; the statement's error
 */
export async function limitedStep(client: Client, statement: string, limit = LIMIT_MS): Promise<void> {
  let explaining: Promise<string> | undefined;
  const timer = setTimeout(() => {
    explaining = cancelAndExplain(client).catch(() => 'unknown');
  }, limit);
  try {
    await client.query(statement);
  } catch (error) {
    if (explaining === undefined || codeOf(error) !== SQLSTATE.queryCanceled) {
      throw error;
    }
    throw new EnvironmentError(
      `the server did not finish ${statement} in ${Math.ceil(limit / 1000)} s; it waited for ${await explaining}`,
      {
        code: 'STEP_TIMED_OUT',
        hint: "Look at the server's log. Start the server without the libraries of shared_preload_libraries that do not answer.",
        cause: error,
      },
    );
  } finally {
    clearTimeout(timer);
    await explaining;
  }
}

/** A connection with the same login as another one. */
export function connectBeside({ host, port, user, password, ssl }: Client, database?: string): Promise<Client> {
  return connect({
    host,
    port,
    ssl,
    ...(user === undefined ? {} : { user }),
    ...(typeof password === 'string' ? { password } : {}),
    database: database ?? 'postgres',
  });
}

/** What the session waits for and which background workers the server has; then the statement is cancelled. */
async function cancelAndExplain(waiting: Client): Promise<string> {
  const beside = await connectBeside(waiting, waiting.database);
  try {
    const pid = 'processID' in waiting ? waiting.processID : undefined;
    const { rows } = await beside.query<{ waits: string | null; workers: string | null }>(
      `SELECT (SELECT format('%s %s', wait_event_type, wait_event) FROM pg_stat_activity WHERE pid = $1) AS waits,
              (SELECT string_agg(DISTINCT backend_type, ', ') FROM pg_stat_activity
                WHERE backend_type NOT IN ('client backend', 'checkpointer', 'background writer', 'walwriter', 'startup',
                        'autovacuum launcher', 'autovacuum worker', 'archiver', 'io worker')) AS workers`,
      [pid],
    );
    await beside.query('SELECT pg_cancel_backend($1)', [pid]);
    const { waits, workers } = rows[0] ?? {};
    return `${waits ?? 'nothing that it names'}${workers == null ? '' : ` (background workers: ${workers})`}`;
  } finally {
    await beside.end();
  }
}
