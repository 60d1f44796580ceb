import type { Client } from 'pg';

import { explainSqlError } from '../migrations/runner/explain-sql-error.ts';
import { connectBeside, withConnection } from '../postgres/connect.ts';
import { readResults, type QueryResult } from '../postgres/read-results.ts';
import type { ServerNotice } from '../postgres/run-script.ts';
import { findServer } from './servers.ts';

export interface QueryOptions {
  /** The server's name. */
  name: string;
  /** One statement or several, sent as one simple query. */
  sql: string;
  /** Cancels the statement on the server. */
  signal?: AbortSignal;
}

/**
 * Runs SQL on a running server and reads all rows into memory, as text in PostgreSQL's output format. Several statements
 * without BEGIN are one implicit transaction: if one fails, none has an effect.
 *
 * @throws the errors of `findServer` and `connect`; MigrationSqlError `QUERY_FAILED` with the place and a caret
 */
export async function runQuery({
  name,
  sql,
  signal,
}: QueryOptions): Promise<{ results: QueryResult[]; notices: ServerNotice[] }> {
  const { details } = await findServer(name);
  return withConnection(
    details.url,
    async (client) => {
      signal?.throwIfAborted();
      // The statement may have ended meanwhile, and its session with it.
      const cancel = (): void => void cancelStatement(client).catch(() => undefined);
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        const outcome = await readResults(client, sql);
        if (!outcome.ok) {
          const { error, completed } = outcome;
          throw await explainSqlError({ file: 'query', sql, error, completed }, { code: 'QUERY_FAILED' });
        }
        return outcome;
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    },
    // The statement may take as long as its author likes.
    { limits: 'none', applicationName: 'elementaldb query' },
  );
}

async function cancelStatement(client: Client): Promise<void> {
  const beside = await connectBeside(client, client.database, { limits: 'none' });
  try {
    // The driver's types do not list the process.
    const pid: unknown = Object(client).processID;
    await beside.query('SELECT pg_catalog.pg_cancel_backend($1)', [pid]);
  } finally {
    await beside.end();
  }
}
