import type { Client } from 'pg';

import { withConnection } from '../../postgres/connect.ts';
import { prepared } from '../../postgres/prepared.ts';
import { lastValue } from '../../postgres/last-value.ts';
import type { Cluster, Template } from './cluster.ts';
import type { Copy } from './copies.ts';
import { HASH_OF_STATISTICS } from './template-content.ts';

/** A copy with more written rows than this, over all its tests, is dropped: dead rows take space and time. */
const MAX_WRITES = 5_000;

/**
 * Resets a used copy to the state of its template where that is certain and cheap. False means: drop it. The copy has to
 * be in quarantine: sessions report what they wrote when they end, and no client may know its name any more.
 *
 * The server's counters say which tables were written to, including what was rolled back. If these tables are no catalogs
 * and were empty in the template, emptying them and resetting the touched sequences restores the copy. Properties of the
 * database as a whole, which no counter covers, are compared. Nothing is reset where `track_counts` is off or set for any
 * role or the database. A superuser's session that switches it off itself is not noticed.
 *
 * https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ALL-TABLES-VIEW
 */
export async function resetCopy(cluster: Cluster, { name, oid }: Copy, template: Template): Promise<boolean> {
  if (!(await cluster.withLeaseSession((client) => hasOriginalProperties(client, oid, template.name)))) {
    return false;
  }
  return withConnection(cluster.connection(name), async (client) => {
    const { counted, writes, written, statistics, sequences } = await readTraces(client, template);
    if (!counted || writes > MAX_WRITES || statistics !== template.statistics) {
      return false;
    }
    const emptied = await (written === '' ? [] : resetStatements(client, template, written));
    if (emptied === undefined) {
      return false;
    }
    // One transaction, without triggers and foreign keys. Rows that a policy hides cause an error.
    const result = await client.query(
      [
        'SET session_replication_role = replica',
        'SET row_security = off',
        ...emptied,
        ...setvalStatements(template.sequences, sequences),
        `SELECT pg_stat_get_db_numbackends(${oid})::text AS value`,
      ].join(';'),
    );
    return lastValue(result) === '1';
  });
}

/**
 * Whether the database as a whole equals its template (settings, privileges, owner and what is attached to it), and no
 * setting of a role or database keeps its writes from being counted.
 */
export async function hasOriginalProperties(
  client: Client,
  oid: string,
  template: string,
  mayHaveSessions = false,
): Promise<boolean> {
  const { rows } = await client.query<{ same: boolean }>({
    ...ORIGINAL_PROPERTIES,
    values: [oid, template, mayHaveSessions],
  });
  return rows[0]?.same === true;
}

const ORIGINAL_PROPERTIES = prepared(
  'as_made',
  String.raw`SELECT pg_stat_get_db_stat_reset_time(d.oid) IS NULL
      AND ($3 OR pg_stat_get_db_numbackends(d.oid) = 0)
      AND NOT EXISTS (SELECT FROM pg_prepared_xacts WHERE database = d.datname)
      AND NOT EXISTS (SELECT FROM pg_replication_slots WHERE database = d.datname)
      AND NOT EXISTS (SELECT FROM pg_subscription WHERE subdbid = d.oid)
      AND NOT EXISTS (SELECT FROM pg_shseclabel WHERE classoid = 'pg_database'::regclass AND objoid = d.oid)
      AND NOT EXISTS (SELECT FROM pg_db_role_setting CROSS JOIN unnest(setconfig) AS entry
                       WHERE entry LIKE 'track\_counts=%' AND setdatabase IN (0, d.oid))
      AND (d.datallowconn, d.datconnlimit, d.datdba, d.datacl::text, d.dattablespace, d.datistemplate)
          IS NOT DISTINCT FROM
          (true, -1, (SELECT oid FROM pg_roles WHERE rolname = current_user), t.datacl::text, t.dattablespace, false)
      AND (SELECT array_agg((setrole, setconfig) ORDER BY setrole)::text FROM pg_db_role_setting WHERE setdatabase = d.oid)
          IS NOT DISTINCT FROM
          (SELECT array_agg((setrole, setconfig) ORDER BY setrole)::text FROM pg_db_role_setting WHERE setdatabase = t.oid)
      AS same
     FROM pg_database d, pg_database t
    WHERE d.oid = $1 AND t.datname = $2`,
);

/** What tests have written to a copy. OIDs are separated by blanks. */
interface WriteTraces {
  /** Whether the server counts what is written. */
  counted: boolean;
  /** Number of rows ever written, rolled back or not. */
  writes: number;
  /** The tables they were written to, TOAST tables included. */
  written: string;
  /** As `Content.statistics`. */
  statistics: string;
  /** The sequences that were read or advanced. */
  sequences: string;
}

/** One query on one catalog: a new session has to load every catalog that it reads. */
async function readTraces(client: Client, { filled }: Template): Promise<WriteTraces> {
  const { rows } = await client.query<WriteTraces>(
    `SELECT current_setting('track_counts')::bool AS counted,
            sum(writes)::float8 AS writes,
            coalesce(string_agg(oid::text, ' ' ORDER BY oid) FILTER (WHERE writes > 0), '') AS written,
            coalesce(string_agg(oid::text, ' ') FILTER (WHERE relkind = 'S' AND pg_stat_get_blocks_fetched(oid) > 0), '')
              AS sequences,
            ${HASH_OF_STATISTICS} AS statistics
       FROM (SELECT oid, relkind, reltuples, relpages, relallvisible,
                    CASE WHEN relkind IN ('r', 't', 'm') THEN
                      pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid) + pg_stat_get_tuples_deleted(oid)
                    ELSE 0 END AS writes
               FROM pg_catalog.pg_class
              WHERE relkind IN ('r', 't', 'm', 'i', 'S') AND NOT relisshared) c`,
    [filled],
  );
  return rows[0] ?? { counted: false, writes: 0, written: '', statistics: '', sequences: '' };
}

/** The statements that empty the written tables; undefined where that would not restore the template's state. */
async function resetStatements(client: Client, template: Template, written: string): Promise<string[] | undefined> {
  // All copies of a template have the same OIDs: a changed table would show as a write to a catalog.
  const known = template.resetStatements.get(written);
  if (known !== undefined || template.resetStatements.has(written)) {
    return known;
  }
  const tables = await tablesOf(client, written.split(' '));
  const filled = new Set(template.filled.split(' '));
  const statements = tables.every(({ oid, canBeEmptied }) => canBeEmptied && !filled.has(oid))
    ? tables.map(({ table }) => `DELETE FROM ONLY ${table}`)
    : undefined;
  template.resetStatements.set(written, statements);
  return statements;
}

export interface WrittenTable {
  oid: string;
  /** As written in SQL. */
  table: string;
  /** Not a catalog, and without triggers and rules that fire in spite of `session_replication_role`. */
  canBeEmptied: boolean;
}

/** TOAST tables are replaced by the tables they belong to. */
export async function tablesOf(client: Client, oids: readonly string[]): Promise<WrittenTable[]> {
  const { rows } = await client.query<WrittenTable>(
    `SELECT t.oid::text, t.oid::regclass::text AS table,
            t.oid >= 16384 AND t.relkind = 'r'
              AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = t.oid AND tgenabled IN ('A', 'R'))
              AND NOT EXISTS (SELECT FROM pg_rewrite WHERE ev_class = t.oid AND ev_enabled IN ('A', 'R')) AS "canBeEmptied"
       FROM pg_class t
      WHERE t.oid = ANY ($1::oid[]) AND t.relkind <> 't' OR t.reltoastrelid = ANY ($1::oid[])`,
    [oids],
  );
  return rows;
}

/** Statements that reset the touched sequences to the template's values. */
export function setvalStatements(template: string, sequences: string): string[] {
  const touched = new Set(sequences.split(' '));
  return template.split(' ').flatMap((entry) => {
    const [, oid, last, called] = /^(\d+)=(-?\d+),(\w+)$/.exec(entry) ?? [];
    return oid !== undefined && touched.has(oid) ? [`SELECT setval(${oid}::regclass, ${last}, ${called})`] : [];
  });
}
