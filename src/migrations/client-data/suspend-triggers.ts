import type { Client } from 'pg';

import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { codeOf } from '../../support/errors.ts';

/**
 * Lets triggers rest for this session, those that enforce foreign keys included: superusers may, and roles who were
 * granted SET on the parameter (PostgreSQL 15). Returns false where the role may not.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-SESSION-REPLICATION-ROLE
 */
export async function suspendTriggers(client: Client): Promise<boolean> {
  try {
    await client.query('SET session_replication_role = replica');
    return true;
  } catch (error) {
    if (codeOf(error) === SQLSTATE.insufficientPrivilege) {
      return false;
    }
    throw error;
  }
}
