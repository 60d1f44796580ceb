import type { Client } from 'pg';

import { withConnection } from '../../postgres/connect.ts';
import type { Cluster, Template } from './cluster.ts';
import type { Copy } from './copies.ts';
import { sequenceStates, statisticsOfEmpty } from './rows-and-sequences.ts';

/** A copy in which more rows than this were written, over all its tests, is dropped: what they leave takes room and time. */
const MOST_WRITES = 5_000;

/**
 * Puts a copy that a test has used back to what its template is like, where that is certain and cheap; false where not,
 * and it has to be dropped. It has been set aside: sessions report what they wrote when they end, and nobody who knows
 * its name may come in between.
 *
 * The server's counters say which tables were written to, with what was rolled back. If these were empty in the template,
 * and no catalog is among them, the copy is as it was once they are emptied and the sequences are set back. What belongs
 * to the database as a whole, and no counter tells, is compared itself. Where `track_counts` is off for anybody, or set for a role or the
 * database at all, nothing is put back. A superuser's session that switches it off itself hides from this.
 *
 * https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ALL-TABLES-VIEW
 */
export async function putBack(cluster: Cluster, { name, oid }: Copy, template: Template): Promise<boolean> {
  if (!(await cluster.quick((client) => isAsMade(client, oid, template.name)))) {
    return false;
  }
  return withConnection(cluster.connection(name), async (client) => {
    if (!(await isCounted(client))) {
      return false;
    }
    const written = await writtenTables(client);
    const filled = new Set(template.filled.split(' '));
    const total = written.reduce((sum, { writes }) => sum + writes, 0);
    if (total > MOST_WRITES || written.some((table) => !table.canBeEmptied || filled.has(table.oid))) {
      return false;
    }
    if ((await statisticsOfEmpty(client, template.filled)) !== template.statistics) {
      return false;
    }
    const emptying = written.map(({ table }) => `DELETE FROM ONLY ${table}`);
    const setting = setBack(template.sequences, await sequenceStates(client));
    if (emptying.length + setting.length > 0) {
      // Without triggers and foreign keys, and with an error instead of rows that a policy hides. In one transaction.
      await client.query(
        ['SET session_replication_role = replica', 'SET row_security = off', ...emptying, ...setting].join(';'),
      );
    }
    return isAlone(client);
  });
}

/** Whether the sessions in the copy count what they write: no setting of the server, a database or a role has it otherwise. */
async function isCounted(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ counted: boolean }>(
    String.raw`SELECT current_setting('track_counts')::bool
        AND NOT EXISTS (SELECT FROM pg_db_role_setting CROSS JOIN unnest(setconfig) AS entry
                         WHERE entry LIKE 'track\_counts=%'
                           AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())))
        AS counted`,
  );
  return rows[0]?.counted === true;
}

/** Whether nobody else has come in while the copy was put back. */
async function isAlone(client: Client): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
  );
  return rowCount === 0;
}

/** Whether the database as a whole is as its template: its settings, privileges and owner, and what is attached to it. */
async function isAsMade(client: Client, oid: string, template: string): Promise<boolean> {
  const { rows } = await client.query<{ same: boolean }>(
    `SELECT s.stats_reset IS NULL
        AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE datid = d.oid)
        AND NOT EXISTS (SELECT FROM pg_prepared_xacts WHERE database = d.datname)
        AND NOT EXISTS (SELECT FROM pg_replication_slots WHERE database = d.datname)
        AND NOT EXISTS (SELECT FROM pg_subscription WHERE subdbid = d.oid)
        AND NOT EXISTS (SELECT FROM pg_shseclabel WHERE classoid = 'pg_database'::regclass AND objoid = d.oid)
        AND (d.datallowconn, d.datconnlimit, d.datdba, d.datacl::text, d.dattablespace, d.datistemplate)
            IS NOT DISTINCT FROM (true, -1, me.usesysid, t.datacl::text, t.dattablespace, false)
        AND (SELECT array_agg((setrole, setconfig) ORDER BY setrole)::text FROM pg_db_role_setting WHERE setdatabase = d.oid)
            IS NOT DISTINCT FROM
            (SELECT array_agg((setrole, setconfig) ORDER BY setrole)::text FROM pg_db_role_setting WHERE setdatabase = t.oid)
        AS same
       FROM pg_database d JOIN pg_stat_database s ON s.datid = d.oid, pg_database t, pg_stat_activity me
      WHERE d.oid = $1 AND t.datname = $2 AND me.pid = pg_backend_pid()`,
    [oid, template],
  );
  return rows[0]?.same === true;
}

interface WrittenTable {
  oid: string;
  /** As SQL names it. */
  table: string;
  writes: number;
  /** Not a catalog, nor one with triggers or rules that nothing keeps from firing. */
  canBeEmptied: boolean;
}

/** Tables that rows were ever written to, rolled back or not; toasted values stand for the table that they belong to. */
async function writtenTables(client: Client): Promise<WrittenTable[]> {
  const { rows } = await client.query<WrittenTable>(
    `SELECT t.oid::text, t.oid::regclass::text AS table, sum(w.writes)::float8 AS writes,
            t.oid >= 16384 AND t.relkind = 'r'
              AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = t.oid AND tgenabled IN ('A', 'R'))
              AND NOT EXISTS (SELECT FROM pg_rewrite WHERE ev_class = t.oid AND ev_enabled IN ('A', 'R')) AS "canBeEmptied"
       FROM (SELECT oid, pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid)
                         + pg_stat_get_tuples_deleted(oid) AS writes
               FROM pg_class WHERE relkind IN ('r', 't', 'm') AND NOT relisshared) w
       LEFT JOIN pg_class toasted ON toasted.reltoastrelid = w.oid
       JOIN pg_class t ON t.oid = coalesce(toasted.oid, w.oid)
      WHERE w.writes > 0 GROUP BY t.oid, t.relkind`,
  );
  return rows;
}

/** Statements that set the sequences back which are not where those of the template are. */
function setBack(wanted: string, present: string): string[] {
  const there = new Set(present.split(' '));
  return wanted.split(' ').flatMap((entry) => {
    const [, oid, last, called] = /^(\d+)=(-?\d+),(\w+)$/.exec(entry) ?? [];
    return oid === undefined || there.has(entry) ? [] : [`SELECT setval(${oid}::regclass, ${last}, ${called})`];
  });
}
