import type { Client } from 'pg';

/** What of a template's content has to be known to tell, and to undo, what a test has written to a copy. */
export interface Content {
  /** The state of each sequence: `oid=last,called`, in the order of OIDs, separated by blanks. */
  sequences: string;
  /** The OIDs of the tables that hold rows, separated by blanks. A copy has the same OIDs. */
  filled: string;
}

/** Reads it from the current database. */
export async function readRowsAndSequences(client: Client): Promise<Content> {
  return { sequences: await sequenceStates(client), filled: await filledTables(client) };
}

/**
 * Where all sequences are. They are no rows: drawing a value shows in none of the server's counters, and a rollback does
 * not take it back.
 */
export async function sequenceStates(client: Client): Promise<string> {
  return collect(
    client,
    `SELECT format('SELECT %s AS oid, %L || last_value || '','' || is_called AS entry FROM %s',
                   seqrelid::oid, seqrelid::oid || '=', seqrelid::regclass) AS query
       FROM pg_catalog.pg_sequence`,
  );
}

/** Tables alone, those with toasted values and partitions included; a materialised view counts as filled. */
function filledTables(client: Client): Promise<string> {
  return collect(
    client,
    `SELECT CASE relkind WHEN 'm' THEN format('SELECT %s AS oid, %L AS entry', oid, oid)
                 ELSE format('SELECT %s AS oid, %L AS entry WHERE EXISTS (SELECT FROM ONLY %s)', oid, oid, oid::regclass)
            END AS query
       FROM pg_catalog.pg_class
      WHERE relkind IN ('r', 'm') AND oid >= 16384`,
  );
}

/** Runs all the queries that a query yields as one, and returns their entries in the order of OIDs. */
async function collect(client: Client, queries: string): Promise<string> {
  const { rows } = await client.query<{ query: string }>(queries);
  if (rows.length === 0) {
    return '';
  }
  const all = rows.map(({ query }) => query).join(' UNION ALL ');
  const entries = await client.query<{ entries: string | null }>(
    `SELECT string_agg(entry, ' ' ORDER BY oid) AS entries FROM (${all}) AS each`,
  );
  return entries.rows[0]?.entries ?? '';
}
