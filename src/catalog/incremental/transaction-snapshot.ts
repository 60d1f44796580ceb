import type { StatementResult } from '../snapshot/batch.ts';
import { parsePairs } from '../snapshot/sequence-values.ts';
import { WATCHED } from '../snapshot/watched-catalogs.ts';

/**
 * The server's counters of writes to each table: equal counters mean equal rows. The counts of other sessions arrive when
 * those sessions end, so the counters prove nothing while there are other sessions.
 */
export interface Counters {
  /** By the catalog's name, without shared catalogs, which sessions in other databases write as well. */
  catalogs: ReadonlyMap<string, string>;
  /** By the table's OID. */
  tables: ReadonlyMap<string, string>;
  resetAt: string;
}

/** What a transaction sees. The counters are empty if it sees the same as the previous one. */
export interface TransactionSnapshot {
  /** Equal in two transactions if and only if both see the same data. */
  visible: string;
  /** The first transaction whose changes may not be visible. */
  horizon: string;
  superuser: boolean;
  /** The last values of sequences and the sizes of large tables, if the previous transaction saw the same. */
  lastValues: (string | null)[] | undefined;
  largeSizes: number[] | undefined;
  counters: Counters;
  /** Whether counters equal to earlier ones prove that nothing was written in between. */
  countersComplete: boolean;
  /** Whether later counters can be compared with these: nothing was written before they were read. */
  countersUpToDate: boolean;
}

const PRIVATE = WATCHED.filter(({ shared }) => !shared).map(({ name }) => name);

/** The counters of a new database, in which nothing was written. They have never been reset. */
export const NO_WRITES: Counters = {
  catalogs: new Map(PRIVATE.map((name) => [name, '0'])),
  tables: new Map(),
  resetAt: 'null',
};

const WRITES = ['inserted', 'updated', 'deleted'];

function writes(oid: string): string {
  return WRITES.map((what) => `pg_stat_get_tuples_${what}(${oid}) + pg_stat_get_xact_tuples_${what}(${oid})`).join(
    ' + ',
  );
}

/** https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-STATS-FUNCTIONS */
export const TRANSACTION_SNAPSHOT_PARAMETERS = 'text, oid[], oid[]';

/** One row with the values of a `TransactionSnapshot`. Parameters: the previous `visible`, sequences, large tables. */
export const TRANSACTION_SNAPSHOT = `SELECT pg_current_snapshot(), pg_snapshot_xmin(pg_current_snapshot())::xid, current_setting('is_superuser'),
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

/** Runs after TRANSACTION_SNAPSHOT: 0 means that no transaction started in between. */
export const LATER_TRANSACTIONS = 'SELECT age(pg_snapshot_xmax(pg_current_snapshot())::xid)';

/** Interprets the results of TRANSACTION_SNAPSHOT and LATER_TRANSACTIONS. */
export function readTransactionSnapshot(
  result: StatementResult | undefined,
  later: StatementResult | undefined,
): TransactionSnapshot {
  const [visible, horizon, superuser, values, sizes, catalogs, tables, resetAt, complete] = result?.rows[0] ?? [];
  const counts = (catalogs ?? '').split(',');
  return {
    visible: `${visible}`,
    horizon: `${horizon}`,
    superuser: superuser === 'on',
    lastValues: values === null || values === undefined ? undefined : list(values),
    largeSizes: sizes === null || sizes === undefined ? undefined : list(sizes).map(Number),
    counters: {
      catalogs: new Map(PRIVATE.map((name, i) => [name, counts[i] ?? ''])),
      tables: parsePairs(tables ?? null),
      resetAt: `${resetAt}`,
    },
    countersComplete: complete === 't',
    countersUpToDate: later?.rows[0]?.[0] === '0',
  };
}

/** The elements of a JSON array of texts. */
function list(json: string): (string | null)[] {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.map((element) => (typeof element === 'string' ? element : null)) : [];
}
