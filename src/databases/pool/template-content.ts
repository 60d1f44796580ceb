import type { Client } from 'pg';

/** What has to be known of a template to detect and undo what a test has written to a copy. */
export interface TemplateContent {
  /** The state of each sequence: `oid=last,called`, in the order of OIDs, separated by blanks. */
  sequences: string;
  /** The OIDs of the tables with rows and of their indexes, separated by blanks. A copy has the same OIDs. */
  filled: string;
  /** A hash of the planner's figures for the empty tables: VACUUM changes them, and no counter shows it. */
  statistics: string;
}

/** Reads it from the current database. */
export async function readTemplateContent(client: Client): Promise<TemplateContent> {
  const filled = await filledTables(client);
  return { sequences: await readSequenceStates(client), filled, statistics: await statisticsOfEmpty(client, filled) };
}

/** The states of all sequences. Advancing one shows in no counter of the server, and a rollback does not undo it. */
export async function readSequenceStates(client: Client): Promise<string> {
  return collect(
    client,
    `SELECT format('SELECT %s AS oid, %L || last_value || '','' || is_called AS entry FROM %s',
                   seqrelid::oid, seqrelid::oid || '=', seqrelid::regclass) AS query
       FROM pg_catalog.pg_sequence`,
  );
}

/** Tables with rows, partitions included, and their indexes; a materialized view counts as filled. */
async function filledTables(client: Client): Promise<string> {
  const tables = await collect(
    client,
    `SELECT CASE relkind WHEN 'm' THEN format('SELECT %s AS oid, %L AS entry', oid, oid)
                 ELSE format('SELECT %s AS oid, %L AS entry WHERE EXISTS (SELECT FROM ONLY %s)', oid, oid, oid::regclass)
            END AS query
       FROM pg_catalog.pg_class
      WHERE relkind IN ('r', 'm') AND oid >= 16384`,
  );
  const { rows } = await client.query<{ indexes: string }>(
    `SELECT string_agg(indexrelid::text, ' ') AS indexes FROM pg_catalog.pg_index
      WHERE indrelid = ANY (string_to_array($1, ' ')::oid[])`,
    [tables],
  );
  return [tables, rows[0]?.indexes ?? ''].filter((oids) => oids !== '').join(' ');
}

/**
 * An aggregate over `pg_class`: a hash of the planner's figures for all tables and indexes except for those in `$1`, which
 * have rows in the template and which the server itself may vacuum.
 */
export const HASH_OF_STATISTICS = `coalesce(
  md5(string_agg(format('%s %s %s %s', oid, reltuples, relpages, relallvisible), ',' ORDER BY oid)
      FILTER (WHERE oid >= 16384 AND relkind IN ('r', 'i') AND oid <> ALL (string_to_array($1, ' ')::oid[]))), '')`;

async function statisticsOfEmpty(client: Client, filled: string): Promise<string> {
  const { rows } = await client.query<{ hash: string }>(
    `SELECT ${HASH_OF_STATISTICS} AS hash FROM pg_catalog.pg_class WHERE NOT relisshared`,
    [filled],
  );
  return rows[0]?.hash ?? '';
}

/** Runs the queries that a query returns as one, and joins their entries in the order of OIDs. */
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
