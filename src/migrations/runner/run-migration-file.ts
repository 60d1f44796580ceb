import type { Client } from 'pg';

import { runScript, type ServerNotice } from '../../postgres/run-script.ts';
import { ElementalError } from '../../support/errors.ts';

interface MigrationRunReport {
  notices: ServerNotice[];
  milliseconds: number;
  /** How many statements the server finished before the end or the error. */
  completed: number;
}

/** `error` is the server's (`DatabaseError` of pg), the driver's, or a `TRANSACTION_LEFT_OPEN`. */
export type MigrationRun = ({ ok: true } & MigrationRunReport) | ({ ok: false; error: Error } & MigrationRunReport);

/**
 * Runs the text of a migration as golang-migrate does: the whole of it as one simple query on the session of `client`,
 * a blank text not at all. A failure is a value; whatever happens, the session is left outside any transaction.
 *
 * A text that leaves a transaction open fails: golang-migrate cannot write its ledger after it and what the text did
 * is lost. One that ends in ROLLBACK succeeds having done nothing, as there.
 */
export async function runMigrationFile(client: Client, sql: string): Promise<MigrationRun> {
  if (sql.trim() === '') {
    return { ok: true, notices: [], milliseconds: 0, completed: 0 };
  }
  const outcome = await runScript(client, sql);
  const { notices, milliseconds, completed, transaction } = outcome;
  const report = { notices, milliseconds, completed };
  if (transaction === 'T' || transaction === 'E') {
    await client.query('ROLLBACK');
  }
  if (!outcome.ok) {
    return { ok: false, error: outcome.error, ...report };
  }
  if (transaction !== 'I') {
    const error = new ElementalError('the file leaves a transaction open: BEGIN without COMMIT', {
      code: 'TRANSACTION_LEFT_OPEN',
      kind: 'migration',
      hint: 'End the file with COMMIT; nothing of the open transaction was kept.',
    });
    return { ok: false, error, ...report };
  }
  return { ok: true, ...report };
}
