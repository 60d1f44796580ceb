import type { ClientBase } from 'pg';

import { SQLSTATE } from '../../../postgres/sqlstate.ts';
import { codeOf, messageOf } from '../../../support/errors.ts';

/** What an older schema causes, or a role that may not read everything. */
const OF_THE_DATABASE: ReadonlySet<string | undefined> = new Set([
  SQLSTATE.insufficientPrivilege,
  SQLSTATE.undefinedColumn,
  // A column has another type.
  SQLSTATE.datatypeMismatch,
  SQLSTATE.invalidTextRepresentation,
  SQLSTATE.undefinedFunction,
]);

/**
 * Runs a check in the open transaction. If this schema or this role does not allow the check, returns the server's message, and
 * the transaction can be used further. Other errors are thrown.
 */
export async function failureOf(client: ClientBase, check: () => Promise<void>): Promise<string | undefined> {
  await client.query('SAVEPOINT before_check');
  try {
    await check();
    await client.query('RELEASE SAVEPOINT before_check');
    return undefined;
  } catch (error) {
    if (!OF_THE_DATABASE.has(codeOf(error))) {
      throw error;
    }
    await client.query('ROLLBACK TO SAVEPOINT before_check; RELEASE SAVEPOINT before_check');
    return messageOf(error);
  }
}
