import type { Client } from 'pg';

import { runMigrationFile, type MigrationRun } from '../migrations/run-migration-file.ts';
import { connect, type ConnectionTarget } from '../postgres/connect.ts';

/** Runs files one after the other, each as if it had a connection of its own. */
export interface Runner {
  /** Runs a file as golang-migrate would: whole, as one simple query. */
  run(sql: string): Promise<MigrationRun>;
  /** The connection, as a new one would be. */
  client(): Promise<Client>;
  /** Closes the connection, e.g. so that the database can be dropped; the next use opens another. */
  dismiss(): Promise<void>;
}

/**
 * What DISCARD ALL does not take back: settings that a session gets when it connects, custom parameters (which stay known,
 * as empty text), loaded libraries.
 */
const OUTLIVES_DISCARD = /\balter\s+(database|role|user|system)\b|\bset_config\b|\bload\b|\bset\s+(\w+\s+)?\w+\.\w/i;

/**
 * One connection, emptied after each file by DISCARD ALL, which takes a tenth of the time of a new one.
 *
 * @see https://www.postgresql.org/docs/current/sql-discard.html
 */
export function openRunner(target: ConnectionTarget): Runner {
  let open: Client | undefined;
  const client = async (): Promise<Client> => (open ??= await connect(target));
  const dismiss = async (): Promise<void> => {
    const closing = open;
    open = undefined;
    await closing?.end();
  };
  return {
    client,
    dismiss,
    async run(sql) {
      const session = await client();
      const run = await runMigrationFile(session, sql);
      if (sql.trim() === '') {
        return run;
      }
      const emptied = !OUTLIVES_DISCARD.test(sql) && (await discard(session));
      if (!emptied) {
        await dismiss();
      }
      return run;
    },
  };
}

/** Whether it went well; it does not when the file has ended the connection. */
async function discard(session: Client): Promise<boolean> {
  return session.query('DISCARD ALL').then(
    () => true,
    () => false,
  );
}
