import type { Client } from 'pg';

import { withConnection } from '../../postgres/connect.ts';
import { prepared } from '../../postgres/prepared.ts';
import { lastValue } from '../../postgres/last-value.ts';
import type { Cluster, Template } from './cluster.ts';
import type { Copy } from './copies.ts';
import { HASH_OF_STATISTICS } from './template-content.ts';

/** A copy in which more rows than this were written, over all its tests, is dropped: what they leave takes room and time. */
const MAX_WRITES = 5_000;

/**
 * Puts a copy that a test has used back to what its template is like, where that is certain and cheap; false where not,
 * and it has to be dropped. It has been set aside: sessions report what they wrote when they end, and nobody who knows
 * its name may come in between.
 *
 * The server's counters say which tables were written to, with what was rolled back. If these were empty in the template,
 * and no catalog is among them, the copy is as it was once they are emptied and the sequences that were touched are set
 * back. What belongs to the database as a whole, and no counter tells, is compared itself. Where `track_counts` is off for
 * anybody, or set for a role or the database at all, nothing is put back. A superuser's session that switches it off
 * itself hides from this.
 *
 * https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ALL-TABLES-VIEW
 */
export async function resetCopy(cluster: Cluster, { name, oid }: Copy, template: Template): Promise<boolean> {
  if (!(await cluster.quick((client) => hasOriginalProperties(client, oid, template.name)))) {
    return false;
  }
  return withConnection(cluster.connection(name), async (client) => {
    const { counted, writes, written, statistics, drawn } = await readTraces(client, template);
    if (!counted || writes > MAX_WRITES || statistics !== template.statistics) {
      return false;
    }
    const emptied = await (written === '' ? [] : resetStatements(client, template, written));
    if (emptied === undefined) {
      return false;
    }
    // Without triggers and foreign keys, and with an error instead of rows that a policy hides. In one transaction.
    const result = await client.query(
      [
        'SET session_replication_role = replica',
        'SET row_security = off',
        ...emptied,
        ...setvalStatements(template.sequences, drawn),
        `SELECT pg_stat_get_db_numbackends(${oid})::text AS value`,
      ].join(';'),
    );
    return lastValue(result) === '1';
  });
}

/**
 * Whether the database as a whole is as its template, its settings, privileges and owner and what is attached to it; and
 * whether no setting, of a role or a database, keeps what is written in it from being counted.
 */
async function hasOriginalProperties(client: Client, oid: string, template: string): Promise<boolean> {
  const { rows } = await client.query<{ same: boolean }>({ ...ORIGINAL_PROPERTIES, values: [oid, template] });
  return rows[0]?.same === true;
}

const ORIGINAL_PROPERTIES = prepared(
  'as_made',
  String.raw`SELECT pg_stat_get_db_stat_reset_time(d.oid) IS NULL
      AND pg_stat_get_db_numbackends(d.oid) = 0
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

/** What tests have left in a copy. OIDs are separated by blanks. */
interface WriteTraces {
  /** Whether the server counts what is written. */
  counted: boolean;
  /** How many rows were ever written, rolled back or not. */
  writes: number;
  /** The tables, and those of toasted values, that they were written to. */
  written: string;
  /** As `Content.statistics`. */
  statistics: string;
  /** The sequences that were read or drawn from. */
  drawn: string;
}

/** In one query, and of one catalog: to a session that is new everything that it looks at is news. */
async function readTraces(client: Client, { filled }: Template): Promise<WriteTraces> {
  const { rows } = await client.query<WriteTraces>(
    `SELECT current_setting('track_counts')::bool AS counted,
            sum(writes)::float8 AS writes,
            coalesce(string_agg(oid::text, ' ' ORDER BY oid) FILTER (WHERE writes > 0), '') AS written,
            coalesce(string_agg(oid::text, ' ') FILTER (WHERE relkind = 'S' AND pg_stat_get_blocks_fetched(oid) > 0), '')
              AS drawn,
            ${HASH_OF_STATISTICS} AS statistics
       FROM (SELECT oid, relkind, reltuples, relpages, relallvisible,
                    CASE WHEN relkind IN ('r', 't', 'm') THEN
                      pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid) + pg_stat_get_tuples_deleted(oid)
                    ELSE 0 END AS writes
               FROM pg_catalog.pg_class
              WHERE relkind IN ('r', 't', 'm', 'i', 'S') AND NOT relisshared) c`,
    [filled],
  );
  return rows[0] ?? { counted: false, writes: 0, written: '', statistics: '', drawn: '' };
}

/** The statements that empty the tables that were written to; undefined where that does not undo it. */
async function resetStatements(client: Client, template: Template, written: string): Promise<string[] | undefined> {
  // Copies of a template have the same tables under the same OIDs, or a catalog would be among what was written to.
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

interface WrittenTable {
  oid: string;
  /** As SQL names it. */
  table: string;
  /** Not a catalog, nor one with triggers or rules that nothing keeps from firing. */
  canBeEmptied: boolean;
}

/** Toasted values stand for the table that they belong to. */
async function tablesOf(client: Client, oids: readonly string[]): Promise<WrittenTable[]> {
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

/** Statements that set sequences back to where those of the template are. */
function setvalStatements(template: string, drawn: string): string[] {
  const touched = new Set(drawn.split(' '));
  return template.split(' ').flatMap((entry) => {
    const [, oid, last, called] = /^(\d+)=(-?\d+),(\w+)$/.exec(entry) ?? [];
    return oid !== undefined && touched.has(oid) ? [`SELECT setval(${oid}::regclass, ${last}, ${called})`] : [];
  });
}
