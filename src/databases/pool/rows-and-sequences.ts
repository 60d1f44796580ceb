import type { Client } from 'pg';

/** What of a template's content has to be known to tell, and to undo, what a test has written to a copy. */
export interface Content {
  /** The state of each sequence: `oid=last,called`, in the order of OIDs, separated by blanks. */
  sequences: string;
  /** The OIDs of the tables that hold rows, separated by blanks. A copy has the same OIDs. */
  filled: string;
  /** A hash of what the planner takes the tables without rows to be like; VACUUM writes it where no counter tells. */
  statistics: string;
}

/** Reads it from the current database. */
export async function readRowsAndSequences(client: Client): Promise<Content> {
  const filled = await filledTables(client);
  return { sequences: await sequenceStates(client), filled, statistics: await statisticsOfEmpty(client, filled) };
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

/** Of all tables but those that the template has filled, which may be vacuumed by the server itself; and their indexes. */
export async function statisticsOfEmpty(client: Client, filled: string): Promise<string> {
  const { rows } = await client.query<{ hash: string }>(
    `SELECT md5(string_agg(format('%s %s %s %s', c.oid, c.reltuples, c.relpages, c.relallvisible), ',' ORDER BY c.oid))
              AS hash
       FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
      WHERE c.oid >= 16384 AND c.relkind IN ('r', 'i') AND NOT c.relisshared
        AND coalesce(i.indrelid, c.oid)::text <> ALL (string_to_array($1, ' '))`,
    [filled],
  );
  return rows[0]?.hash ?? '';
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
