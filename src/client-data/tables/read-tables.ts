import type { Client } from 'pg';

import { FIRST_USER_OID } from '../../catalog/kinds/kind-query.ts';
import type { DumpColumn, DumpForeignKey, DumpKey, DumpTable } from './dump-table.ts';

/** The names of the columns that an array of numbers means, in its order. */
const columnNames = (relation: string, numbers: string): string => `(
  SELECT json_agg(a.attname ORDER BY u.place) FROM unnest(${numbers}) WITH ORDINALITY AS u(number, place)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = ${relation} AND a.attnum = u.number)`;

/** The type below all domains, without its modifier. */
const BASE_TYPE = `(
  SELECT CASE ty.typtype WHEN 'd' THEN (
      WITH RECURSIVE below(oid, level) AS (
        SELECT ty.typbasetype, 0
        UNION ALL SELECT d.typbasetype, level + 1 FROM below JOIN pg_catalog.pg_type d ON d.oid = below.oid AND d.typtype = 'd')
      SELECT pg_catalog.format_type(oid, NULL) FROM below ORDER BY level DESC LIMIT 1)
    ELSE pg_catalog.format_type(a.atttypid, NULL) END
    FROM pg_catalog.pg_type ty WHERE ty.oid = a.atttypid)`;

/** Most columns have none, or the default one of the database, whose OID is 100. */
const COLLATION = `CASE WHEN a.attcollation NOT IN (0, 100) THEN (
  SELECT format('%I.%I', n.nspname, l.collname)
    FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace
    JOIN pg_catalog.pg_type ty ON ty.oid = a.atttypid
   WHERE l.oid = a.attcollation AND a.attcollation <> ty.typcollation) END`;

/** The root of a partition, or the table itself. */
const root = (relation: string): string => `coalesce(pg_catalog.pg_partition_root(${relation}), ${relation})`;

/** https://www.postgresql.org/docs/current/catalogs.html */
const TABLES = `
  WITH tables AS (
    SELECT c.oid, c.relnamespace, n.nspname, c.relname, c.relkind
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't' AND c.oid >= ${FIRST_USER_OID}
       AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                        WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e'))
  SELECT t.nspname || '.' || t.relname AS id, t.nspname AS schema, t.relname AS name,
         format('%I.%I', t.nspname, t.relname) AS sql, t.relkind = 'p' AS partitioned,
         pg_catalog.has_table_privilege(t.oid, 'SELECT')
           AND pg_catalog.has_schema_privilege(t.relnamespace, 'USAGE') AS readable,
         pg_catalog.obj_description(t.oid, 'pg_class') AS comment,
         (SELECT json_agg(json_build_object('name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
                   'baseType', ${BASE_TYPE}, 'collation', ${COLLATION}, 'nullable', NOT a.attnotnull, 'generated', a.attgenerated <> '',
                   'hasDefault', a.atthasdef AND a.attgenerated = '', 'alwaysIdentity', a.attidentity = 'a',
                   'comment', pg_catalog.col_description(t.oid, a.attnum)) ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute a WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
         (SELECT json_agg(json_build_object('name', x.relname, 'primary', i.indisprimary,
                   'columns', ${columnNames('t.oid', '(i.indkey::int2[])[0:i.indnkeyatts - 1]')})
                   ORDER BY i.indisprimary DESC, x.relname)
            FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
           WHERE i.indrelid = t.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL) AS keys,
         (SELECT json_agg(json_build_object('name', k.conname, 'table', format('%I.%I', fn.nspname, f.relname),
                   'columns', ${columnNames('k.conrelid', 'k.conkey')}, 'parent', pn.nspname || '.' || p.relname, 'parentColumns', ${columnNames('k.confrelid', 'k.confkey')},
                   'validated', k.convalidated, 'matchFull', k.confmatchtype = 'f',
                   'deferrable', k.condeferrable, 'initiallyDeferred', k.condeferred) ORDER BY k.conname)
            FROM pg_catalog.pg_constraint k
            JOIN pg_catalog.pg_class f ON f.oid = k.conrelid JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
            JOIN pg_catalog.pg_class p ON p.oid = ${root('k.confrelid')}
            JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
           WHERE k.contype = 'f' AND k.conparentid = 0 AND ${root('k.conrelid')} = t.oid
             AND coalesce((pg_catalog.to_jsonb(k) ->> 'conenforced')::boolean, true)) AS "foreignKeys",
         (SELECT json_agg(g.tgname ORDER BY g.tgname) FROM pg_catalog.pg_trigger g
           WHERE g.tgrelid = t.oid AND NOT g.tgisinternal AND g.tgenabled = 'O') AS triggers,
         0::float8 AS bytes
    FROM tables t
   ORDER BY t.nspname COLLATE "C", t.relname COLLATE "C"`;

/** Of the heap, those of partitions included. */
const SIZES = `
  SELECT name, CASE c.relkind WHEN 'p' THEN (
             SELECT coalesce(sum(pg_catalog.pg_relation_size(relid)), 0) FROM pg_catalog.pg_partition_tree(c.oid) WHERE isleaf)
           ELSE pg_catalog.pg_relation_size(c.oid) END::float8 AS bytes
    FROM unnest($1::text[]) AS name JOIN pg_catalog.pg_class c ON c.oid = name::pg_catalog.regclass`;

interface TableRow extends Omit<DumpTable, 'columns' | 'keys' | 'foreignKeys' | 'triggers'> {
  columns: DumpColumn[] | null;
  keys: DumpKey[] | null;
  foreignKeys: DumpForeignKey[] | null;
  triggers: string[] | null;
}

/** The tables with their sizes. Waits for locks of other sessions, so the caller has locked the tables. */
export async function withSizes(client: Client, tables: readonly DumpTable[]): Promise<DumpTable[]> {
  const { rows } = await client.query<{ name: string; bytes: number }>(SIZES, [tables.map(({ sql }) => sql)]);
  const sizes = new Map(rows.map(({ name, bytes }) => [name, bytes]));
  return tables.map((table) => ({ ...table, bytes: sizes.get(table.sql) ?? 0 }));
}

/**
 * Reads the tables of a database that may have rows of users, in the order of their names: not those of the system, of
 * extensions, temporary and foreign ones. Partitions belong to their root. Waits for no lock; sizes are 0.
 */
export async function readDumpTables(client: Client): Promise<DumpTable[]> {
  const { rows } = await client.query<TableRow>(TABLES);
  return rows.map(({ columns, keys, foreignKeys, triggers, ...table }) => ({
    ...table,
    columns: columns ?? [],
    keys: keys ?? [],
    foreignKeys: foreignKeys ?? [],
    triggers: triggers ?? [],
  }));
}
