import type { Client } from 'pg';

import { contentHash } from '../../support/hash.ts';

/**
 * Stands for where all sequences of the current database are. They are no rows: drawing a value shows in none of the
 * server's counters, and a rollback does not take it back.
 */
export async function sequenceState(client: Client): Promise<string> {
  const { rows } = await client.query<{ query: string | null }>(
    `SELECT string_agg(format('SELECT %s::text AS oid, last_value::text AS last, is_called::text AS called FROM %s',
                              seqrelid::oid, seqrelid::regclass), ' UNION ALL ' ORDER BY seqrelid) AS query
       FROM pg_catalog.pg_sequence`,
  );
  const query = rows[0]?.query;
  if (query === null || query === undefined) {
    return contentHash([]);
  }
  const states = await client.query<{ oid: string; last: string; called: string }>(query);
  return contentHash(states.rows.flatMap(({ oid, last, called }) => [oid, last, called]));
}
