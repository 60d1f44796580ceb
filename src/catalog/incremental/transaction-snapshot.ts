import type { Yield } from '../snapshot/batch.ts';
import { pairs } from '../snapshot/sequence-values.ts';
import { WATCHED } from './watched-catalogs.ts';

/**
 * What the server counts of each table's writes: when these are equal, its rows are. Counts of transactions that other
 * sessions have ended reach us when those sessions end, so they say nothing while any other is there.
 */
export interface Counters {
  /** By catalog's name; those of shared catalogs, which sessions in other databases write too, are left out. */
  catalogs: ReadonlyMap<string, string>;
  /** By table's OID. */
  tables: ReadonlyMap<string, string>;
  resetAt: string;
}

/** The moment that a transaction sees. The counters are empty where it is the same as the one before. */
export interface Moment {
  /** Equal to that of another moment if and only if both see the same of everything that transactions write. */
  visible: string;
  /** The first transaction of which this moment may not have seen everything. */
  horizon: string;
  superuser: boolean;
  /** The sequences' last values and the large tables' sizes, if the moment is the same as the one before. */
  lastValues: (string | null)[] | undefined;
  largeSizes: number[] | undefined;
  counters: Counters;
  /** Whether counters that differ not from those of an earlier moment prove that nothing was written in between. */
  countersComplete: boolean;
  /** Whether later counters may be compared with these: nothing was written after the moment and before they were read. */
  countersOfThisMoment: boolean;
}

const PRIVATE = WATCHED.filter(({ shared }) => !shared).map(({ name }) => name);

const WRITES = ['inserted', 'updated', 'deleted'];

function writes(oid: string): string {
  return WRITES.map((what) => `pg_stat_get_tuples_${what}(${oid}) + pg_stat_get_xact_tuples_${what}(${oid})`).join(
    ' + ',
  );
}

/** https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-STATS-FUNCTIONS */
export const MOMENT_PARAMETERS = 'text, oid[], oid[]';

/** One row that `Moment` is made of; the parameters are an earlier `visible`, sequences and large tables. */
export const MOMENT = `SELECT pg_current_snapshot(), pg_snapshot_xmin(pg_current_snapshot())::xid, current_setting('is_superuser'),
  CASE WHEN pg_current_snapshot()::text = $1 THEN
    (SELECT coalesce(json_agg(pg_sequence_last_value(oid)::text ORDER BY n), '[]')
      FROM unnest($2) WITH ORDINALITY AS s (oid, n)) END,
  CASE WHEN pg_current_snapshot()::text = $1 THEN
    (SELECT coalesce(json_agg(pg_relation_size(oid)::text), '[]') FROM unnest($3) AS t (oid)) END,
  CASE WHEN pg_current_snapshot()::text <> $1 THEN (SELECT string_agg((${writes('oid')})::text, ',' ORDER BY n)
    FROM unnest('{${PRIVATE.join(',')}}'::regclass[]) WITH ORDINALITY AS c (oid, n)) END,
  CASE WHEN pg_current_snapshot()::text <> $1 THEN (SELECT string_agg(oid || '=' || n, ',') FROM (SELECT oid, ${writes('oid')} AS n FROM pg_class
    WHERE relkind IN ('r', 'm') AND oid >= 16384 OFFSET 0) t WHERE n > 0) END,
  pg_stat_get_db_stat_reset_time(own.oid),
  pg_stat_get_db_numbackends(own.oid) = 1 AND current_setting('track_counts') = 'on' AND NOT EXISTS (
    SELECT FROM pg_db_role_setting, unnest(setconfig) entry WHERE entry LIKE 'track\\_counts=%')
  FROM pg_database own WHERE datname = current_database()`;

/** To be sent after MOMENT: 0 tells that no transaction has come in between. */
export const LATER_TRANSACTIONS = 'SELECT age(pg_snapshot_xmax(pg_current_snapshot())::xid)';

/** Makes sense of what MOMENT and LATER_TRANSACTIONS yielded. */
export function readMoment(answer: Yield | undefined, later: Yield | undefined): Moment {
  const [visible, horizon, superuser, values, sizes, catalogs, tables, resetAt, complete] = answer?.rows[0] ?? [];
  const counts = (catalogs ?? '').split(',');
  return {
    visible: `${visible}`,
    horizon: `${horizon}`,
    superuser: superuser === 'on',
    lastValues: values === null || values === undefined ? undefined : list(values),
    largeSizes: sizes === null || sizes === undefined ? undefined : list(sizes).map(Number),
    counters: {
      catalogs: new Map(PRIVATE.map((name, i) => [name, counts[i] ?? ''])),
      tables: pairs(tables ?? null),
      resetAt: `${resetAt}`,
    },
    countersComplete: complete === 't',
    countersOfThisMoment: later?.rows[0]?.[0] === '0',
  };
}

/** The elements of a JSON array of texts. */
function list(json: string): (string | null)[] {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.map((element) => (typeof element === 'string' ? element : null)) : [];
}
