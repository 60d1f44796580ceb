import type { Client } from 'pg';

/** A foreign key, with names quoted for SQL. */
export interface ForeignKey {
  name: string;
  table: string;
  referenced: string;
  columns: string[];
  referencedColumns: string[];
  /** The operator of each pair in `referenced = column`. */
  operators: string[];
  /** The table is partitioned, so rows of its partitions count; rows of inheritance children do not. */
  partitioned: boolean;
  referencedPartitioned: boolean;
  /** MATCH FULL: a partly NULL key is a violation. */
  full: boolean;
  /** False for NOT VALID: old rows may violate it. */
  validated: boolean;
  /** The last column is a PERIOD (PostgreSQL 18). */
  period: boolean;
}

/** Enforced foreign keys from or to tables that this transaction changed; for partitions, those of their root. */
export async function foreignKeysOfChangedTables(client: Client): Promise<ForeignKey[]> {
  // to_jsonb avoids an error for columns that older servers do not have.
  const { rows } = await client.query<ForeignKey>(
    `WITH changed AS (
       SELECT relid FROM pg_catalog.pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0),
     affected AS (
       SELECT relid FROM changed
       UNION SELECT ancestor.relid FROM changed, pg_catalog.pg_partition_ancestors(changed.relid) AS ancestor(relid))
     SELECT c.conname AS name,
            format('%I.%I', fn.nspname, f.relname) AS "table", format('%I.%I', pn.nspname, p.relname) AS referenced,
            ${columnsOf('c.conrelid', 'c.conkey')} AS columns,
            ${columnsOf('c.confrelid', 'c.confkey')} AS "referencedColumns",
            (SELECT array_agg(format('OPERATOR(%I.%s)', n.nspname, o.oprname) ORDER BY k.place)
               FROM unnest(c.conpfeqop) WITH ORDINALITY AS k(operator, place)
               JOIN pg_catalog.pg_operator o ON o.oid = k.operator
               JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace) AS operators,
            f.relkind = 'p' AS partitioned, p.relkind = 'p' AS "referencedPartitioned",
            c.confmatchtype = 'f' AS "full", c.convalidated AS validated,
            coalesce((to_jsonb(c) ->> 'conperiod')::boolean, false) AS period
       FROM pg_catalog.pg_constraint c
       JOIN pg_catalog.pg_class f ON f.oid = c.conrelid JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
       JOIN pg_catalog.pg_class p ON p.oid = c.confrelid JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
      WHERE c.contype = 'f' AND c.conparentid = 0
        AND coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true)
        AND (c.conrelid IN (TABLE affected) OR c.confrelid IN (TABLE affected) OR current_setting('track_counts') = 'off')
      ORDER BY 2, 1`,
  );
  return rows;
}

/** A query for the number of rows that violate a foreign key, and an example, as in PostgreSQL's RI_Initial_Check. */
export function violationQuery(key: ForeignKey): string {
  const pairs = key.columns.map((column, index) => ({
    column: `f.${column}`,
    equal: `p.${key.referencedColumns[index]} ${key.operators[index]} f.${column}`,
  }));
  const present = pairs.map(({ column }) => `${column} IS NOT NULL`).join(key.full ? ' OR ' : ' AND ');
  const equal = pairs.map((pair) => pair.equal).join(' AND ');
  const referenced = `${key.referencedPartitioned ? '' : 'ONLY '}${key.referenced} AS p`;
  const found = key.period
    ? periodCovered(key, referenced, pairs)
    : `EXISTS (SELECT FROM ${referenced} WHERE ${equal})`;
  return `SELECT count(*) AS count, min(ROW(${pairs.map(({ column }) => column).join(', ')})::text) AS example
            FROM ${key.partitioned ? '' : 'ONLY '}${key.table} AS f
           WHERE (${present}) AND NOT ${found}
           ${key.validated ? '' : 'AND f.xmin = pg_catalog.pg_current_xact_id()::xid'}`;
}

/** A period must be within the union of the referenced ones, as in RI_FKey_check. */
function periodCovered(key: ForeignKey, referenced: string, pairs: { column: string; equal: string }[]): string {
  const column = pairs.at(-1)?.column ?? '';
  const period = `p.${key.referencedColumns.at(-1)}`;
  const conditions = [...pairs.slice(0, -1).map(({ equal }) => equal), `${period} OPERATOR(pg_catalog.&&) ${column}`];
  return `coalesce((SELECT ${column} OPERATOR(pg_catalog.<@) pg_catalog.range_agg(${period})
                      FROM ${referenced} WHERE ${conditions.join(' AND ')}), false)`;
}

/** SQL for the quoted names of a constraint's columns, in its order. */
function columnsOf(relation: string, key: string): string {
  return `(SELECT array_agg(quote_ident(a.attname) ORDER BY k.place)
             FROM unnest(${key}) WITH ORDINALITY AS k(number, place)
             JOIN pg_catalog.pg_attribute a ON a.attrelid = ${relation} AND a.attnum = k.number)`;
}
