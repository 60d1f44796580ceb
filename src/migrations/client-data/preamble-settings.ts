import type { Client } from 'pg';

/** What pg_dump sets at the top whether or not the server that reads it is new or old enough to know it. */
const PREAMBLE = new Set([
  'default_table_access_method',
  'default_with_oids',
  'idle_in_transaction_session_timeout',
  'lock_timeout',
  'row_security',
  'statement_timeout',
  'transaction_timeout',
  'xmloption',
]);

/** Whether a dump may set this on a server that does not know it; any other unknown setting is a fault. */
export function mayBeUnknown(name: string): boolean {
  return PREAMBLE.has(name);
}

/** Asked rather than tried: a failed SET would end the transaction. */
export async function serverKnows(client: Client, setting: string): Promise<boolean> {
  const { rows } = await client.query('SELECT 1 FROM pg_catalog.pg_settings WHERE name = $1', [setting]);
  return rows.length > 0;
}
