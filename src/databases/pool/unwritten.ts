import type { Client } from 'pg';

import { withConnection } from '../../postgres/connect.ts';
import type { Cluster, Template } from './cluster.ts';
import type { Copy } from './copies.ts';
import { sequenceState } from './sequence-state.ts';

/**
 * Whether a copy is certainly as it was when it was made, so that another test may have it. Nobody may be connected to
 * it: sessions report what they wrote when they end. The counters take in what was rolled back and all catalogs; what
 * they leave out, sequences and what belongs to the database as a whole, is looked at itself. A superuser's session that
 * switches `track_counts` off hides from this.
 *
 * https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-DATABASE-VIEW
 */
export async function isUnwritten(cluster: Cluster, { name, oid }: Copy, template: Template): Promise<boolean> {
  return (
    (await cluster.quick((client) => hasNoTrace(client, oid, template.name))) &&
    (await withConnection(cluster.connection(name), sequenceState)) === template.sequences
  );
}

async function hasNoTrace(client: Client, oid: string, template: string): Promise<boolean> {
  const { rows } = await client.query<{ clean: boolean }>(
    `SELECT s.tup_inserted + s.tup_updated + s.tup_deleted + s.temp_files = 0 AND s.stats_reset IS NULL
        AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE datid = d.oid)
        AND NOT EXISTS (SELECT FROM pg_prepared_xacts WHERE database = d.datname)
        AND NOT EXISTS (SELECT FROM pg_replication_slots WHERE database = d.datname)
        AND (d.datallowconn, d.datconnlimit, d.datdba, d.datacl::text, d.dattablespace, d.datistemplate)
            IS NOT DISTINCT FROM (true, -1, pg_backend.usesysid, t.datacl::text, t.dattablespace, false)
        AND (SELECT array_agg((setrole, setconfig) ORDER BY setrole)::text FROM pg_db_role_setting WHERE setdatabase = d.oid)
            IS NOT DISTINCT FROM
            (SELECT array_agg((setrole, setconfig) ORDER BY setrole)::text FROM pg_db_role_setting WHERE setdatabase = t.oid)
        AS clean
       FROM pg_database d JOIN pg_stat_database s ON s.datid = d.oid,
            pg_database t, pg_stat_activity pg_backend
      WHERE d.oid = $1 AND t.datname = $2 AND pg_backend.pid = pg_backend_pid()`,
    [oid, template],
  );
  return rows[0]?.clean === true;
}
