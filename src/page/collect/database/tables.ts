import type { Client } from 'pg';

import { SEED_SCHEMA } from '../../../seeding/schema/schema-queries.ts';
import type { PageData } from '../../model.ts';
import { isGivenUp } from './given-up.ts';

type Table = PageData['tables'][number];

/** The rows of tables up to this size are counted; of larger ones the server's estimate is taken. */
const COUNTED_BYTES = 16 * 1_048_576;

/** How many tables one statement counts: each statement is a round trip. */
const BATCH = 50;

/**
 * All tables and materialized views that this role may read, partitions under their root, without those of extensions, of
 * golang-migrate and of `seed`.
 */
const TABLES = `
  SELECT format('%I.%I', rn.nspname, root.relname) AS name, sum(pg_total_relation_size(c.oid))::float8 AS bytes,
    sum(pg_relation_size(c.oid))::float8 AS main, sum(greatest(c.reltuples, 0))::float8 AS estimate,
    bool_or(c.reltuples < 0) AS unknown
  FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class root ON root.oid = coalesce(pg_partition_root(c.oid), c.oid)
    JOIN pg_namespace rn ON rn.oid = root.relnamespace
  WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND (c.relkind = 'r' OR c.relispopulated)
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', '${SEED_SCHEMA}')
    AND n.nspname !~ '^pg_(?:toast|temp)'
    AND has_table_privilege(root.oid, 'SELECT') AND has_schema_privilege(root.relnamespace, 'USAGE')
    AND root.oid IS DISTINCT FROM to_regclass($1)
    AND NOT EXISTS (SELECT FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.objid = root.oid AND d.deptype = 'e')
  GROUP BY 1 ORDER BY 1`;

interface Found {
  name: string;
  bytes: number;
  main: number;
  estimate: number;
  unknown: boolean;
}

/**
 * How many rows each table holds: counted where it is small, estimated by the statistics or by a sample of its blocks
 * otherwise.
 *
 * @param ledger golang-migrate's table, quoted
 */
export async function readTables(client: Client, ledger: string): Promise<Table[]> {
  const { rows } = await client.query<Found>(TABLES, [ledger]);
  const isCounted = ({ main }: Found): boolean => main <= COUNTED_BYTES;
  const asked = rows.filter((table) => isCounted(table) || table.unknown);
  const counts = new Map<string, number>();
  for (let at = 0; at < asked.length; at += BATCH) {
    const statements = asked.slice(at, at + BATCH).map((table, i) => countStatement(table, i, isCounted(table)));
    try {
      const counted = await client.query<{ i: number; rows: number }>(statements.join(' UNION ALL '));
      counted.rows.forEach(({ i, rows: count }) => counts.set(asked[at + i]?.name ?? '', count));
    } catch (error) {
      if (!isGivenUp(error)) {
        throw error;
      }
      // Another session holds a lock on one of them: the estimates are left.
    }
  }
  return rows.map((table) => ({
    name: table.name,
    rows: Math.round(counts.get(table.name) ?? table.estimate),
    exact: isCounted(table) && counts.has(table.name),
    bytes: table.bytes,
  }));
}

/** Names come from `format('%I')`, so that they can stand in a statement. */
function countStatement({ name, main }: Found, i: number, all: boolean): string {
  const percent = all ? 100 : (100 * COUNTED_BYTES) / main;
  const sample = all ? '' : ` TABLESAMPLE SYSTEM (${percent})`;
  return `SELECT ${i} AS i, count(*)::float8 * ${100 / percent} AS rows FROM ${name}${sample}`;
}
