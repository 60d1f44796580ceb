import { FIRST_USER_OID } from '../../catalog/kinds/kind-query.ts';
import { quoteLiteral } from '../../sql/quote.ts';

/** The schema of the tables in which `seed` records what it has written. */
export const SEED_SCHEMA = 'elementaldb_seed';

/** More partitions than these add nothing that rows could show. */
export const PARTITIONS_READ = 24;

/** Makes the condition on a table's OID that selects the tables to read. */
type Scope = (oid: string) => string;

/** Tables, and whether they are to be given rows: partitions get theirs through the root. */
const relations = (scope: Scope): string => `
  SELECT c.oid, format('%I.%I', n.nspname, c.relname), c.relkind,
      NOT c.relispartition AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (
          SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'),
      CASE WHEN c.relkind = 'p' THEN (
        SELECT coalesce(json_agg(coalesce(pg_get_partition_constraintdef(relid), 'true')), '[]')
          FROM (SELECT relid FROM pg_partition_tree(c.oid) WHERE isleaf AND level > 0 LIMIT ${PARTITIONS_READ}) leaf) END,
      n.nspname, c.relname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE (c.relkind = 'c' OR c.relkind IN ('r', 'p') AND ${scope('c.oid')}) AND c.oid >= ${FIRST_USER_OID}`;

/** What takes a column's next value from a sequence: its default, or the sequence of an identity. */
const NEXTVAL = `
  CASE WHEN a.attidentity <> '' THEN
      format('nextval(%L)', pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname))
    WHEN a.attgenerated = '' AND d.oid IS NOT NULL THEN (
      SELECT e.text FROM (SELECT pg_get_expr(d.adbin, d.adrelid) AS text OFFSET 0) e WHERE e.text LIKE '%nextval(%') END`;

/** Columns of tables and attributes of composite types; those of partitions only where a key refers to the partition. */
const columns = (scope: Scope): string => `
  SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, NULL), a.atttypmod, format_type(a.atttypid, a.atttypmod),
      a.attnotnull, CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END, ${NEXTVAL},
      d.oid IS NOT NULL OR a.attidentity <> '', CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
      LEFT JOIN pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE (c.relkind = 'c' OR c.relkind IN ('r', 'p') AND ${scope('c.oid')}) AND c.oid >= ${FIRST_USER_OID} AND a.attnum > 0 AND NOT a.attisdropped
     AND (NOT c.relispartition
       OR EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.confrelid = c.oid AND k.conparentid = 0))
   ORDER BY a.attrelid, a.attnum`;

/** A key to a partitioned table is there once more for each partition, under the one that was declared. */
const constraints = (scope: Scope): string => `
  SELECT k.conrelid, k.contype, k.conname, k.conkey, k.confrelid, k.confkey, k.confmatchtype = 'f',
      CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid) END
    FROM pg_constraint k
   WHERE k.conrelid >= ${FIRST_USER_OID} AND ${scope('k.conrelid')} AND k.contype IN ('c', 'f') AND k.conparentid = 0
     AND (k.contype = 'f' OR to_jsonb(k)->>'conenforced' IS DISTINCT FROM 'false')
   ORDER BY k.conname`;

const uniques = (scope: Scope): string => `
  SELECT i.indrelid, x.relname, i.indisexclusion, (i.indkey::int2[])[0:i.indnkeyatts - 1],
      CASE WHEN i.indexprs IS NOT NULL THEN (SELECT json_agg(pg_get_indexdef(i.indexrelid, n, false) ORDER BY n)
         FROM generate_series(1, i.indnkeyatts) AS n WHERE i.indkey[n - 1] = 0) END
    FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
   WHERE i.indrelid >= ${FIRST_USER_OID} AND ${scope('i.indrelid')} AND (i.indisunique OR i.indisexclusion)
   ORDER BY x.relname`;

/** Whether rows get in may depend on what triggers do. */
const triggers = (scope: Scope): string => `
  SELECT g.tgrelid, hashtext(concat_ws(' ', g.tgname, g.tgtype, g.tgenabled, g.tgattr, g.tgqual, f.prosrc))
    FROM pg_trigger g JOIN pg_proc f ON f.oid = g.tgfoid
   WHERE g.tgrelid >= ${FIRST_USER_OID} AND ${scope('g.tgrelid')} AND NOT g.tgisinternal
   ORDER BY g.tgname`;

/**
 * Expressions that make values of a type that an extension or a user has implemented: functions of nothing or of one simple
 * value, the shortest first; then values that tables hold already, which migrations or users have inserted.
 */
const MAKERS = `
  SELECT json_agg(call ORDER BY number) FROM (
    (SELECT row_number() OVER (ORDER BY f.pronargs, f.proname, f.oid) AS number, format('%s(%s)', f.oid::regproc, CASE WHEN f.pronargs = 1 THEN CASE f.proargtypes[0]
        WHEN 'bool'::regtype THEN 'true' WHEN 'text'::regtype THEN quote_literal('1') ELSE '1' END ELSE '' END) AS call
      FROM pg_proc f
     WHERE f.prorettype = ty.oid AND f.prokind = 'f' AND NOT f.proretset AND f.provolatile <> 'v' AND f.pronargs <= 1
       AND (f.pronargs = 0 OR f.proargtypes[0] = ANY ('{int4,int8,float8,numeric,text,bool}'::regtype[]::oid[]))
     LIMIT 8)
    UNION ALL
    (SELECT 8 + row_number() OVER (ORDER BY c.oid, a.attnum),
            format('(SELECT %1$I FROM %2$I.%3$I WHERE %1$I IS NOT NULL LIMIT 1)', a.attname, n.nspname, c.relname)
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE a.atttypid = ty.oid AND NOT a.attisdropped AND c.relkind = 'r' AND pg_relation_size(c.oid) > 0
      LIMIT 4)) made`;

/** The types of columns, those that users made, and what these are made of. */
const types = (scope: Scope): string => `
  WITH used(oid) AS (
      SELECT DISTINCT a.atttypid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE (c.relkind = 'c' OR ${scope('c.oid')}) AND c.oid >= ${FIRST_USER_OID}
      UNION SELECT unnest(ARRAY[oid, typbasetype]) FROM pg_type
        WHERE oid >= ${FIRST_USER_OID} AND typtype IN ('d', 'e', 'r', 'm')
      UNION SELECT unnest(ARRAY[rngtypid, rngsubtype]) FROM pg_range),
    known(oid) AS (
      SELECT oid FROM used UNION SELECT ty.typelem FROM used JOIN pg_type ty ON ty.oid = used.oid)
  SELECT format_type(ty.oid, NULL), ty.typname, ty.typtype,
      CASE WHEN ty.typcategory = 'A' AND ty.typname NOT IN ('int2vector', 'oidvector') THEN format_type(ty.typelem, NULL) END,
      CASE WHEN ty.typtype = 'd' THEN format_type(ty.typbasetype, NULL) END, ty.typtypmod, ty.typnotnull, ty.typrelid,
      CASE WHEN ty.typtype = 'd' THEN (SELECT json_agg(pg_get_expr(k.conbin, 0) ORDER BY k.conname)
        FROM pg_constraint k WHERE k.contypid = ty.oid AND k.contype = 'c') END,
      CASE WHEN ty.typtype = 'e' THEN (SELECT json_agg(enumlabel ORDER BY enumsortorder)
        FROM pg_enum WHERE enumtypid = ty.oid) END,
      CASE WHEN ty.typtype IN ('r', 'm') THEN (
        SELECT format_type(CASE WHEN r.rngtypid = ty.oid THEN r.rngsubtype ELSE r.rngtypid END, NULL)
          FROM pg_range r WHERE ty.oid IN (r.rngtypid, (to_jsonb(r)->>'rngmultitypid')::oid)) END,
      ty.oid, CASE WHEN ty.oid >= ${FIRST_USER_OID} AND ty.typtype = 'b' AND ty.typcategory <> 'A' THEN (${MAKERS}) END
    FROM known JOIN pg_type ty ON ty.oid = known.oid`;

/** Where the OIDs of the tables to read are kept in a transaction. */
const TABLES_READ = 'elementaldb.tables_read';

/** Selects tables, those that they refer to, and those whose row type a column has. */
function selectTables(tables: readonly string[]): string {
  const named = `ARRAY[${tables.map((table) => `to_regclass(${quoteLiteral(table)})`).join(', ')}]::oid[]`;
  return `
  WITH RECURSIVE described(oid) AS (
      SELECT unnest(${named})
      UNION SELECT part.typrelid FROM described CROSS JOIN LATERAL (
        SELECT coalesce(nullif(ty.typelem, 0), nullif(ty.typbasetype, 0), ty.oid) AS oid
          FROM pg_attribute a JOIN pg_type ty ON ty.oid = a.atttypid WHERE a.attrelid = described.oid OFFSET 0) used
        JOIN pg_type part ON part.oid = used.oid AND part.typtype = 'c'),
    parents(oid) AS (SELECT confrelid FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY (${named}))
  SELECT set_config('${TABLES_READ}', ARRAY(SELECT oid FROM described UNION SELECT oid FROM parents)::text, true)`;
}

/**
 * What `readSchema` asks last, in the order in which it takes the answers: of all tables, or only of those named as SQL
 * names them, because reading hundreds of tables takes longer than filling one.
 *
 * https://www.postgresql.org/docs/current/catalogs.html
 */
export function schemaQueries(only?: readonly string[]): { first: string[]; queries: string[] } {
  const scope: Scope = (oid) =>
    only === undefined ? 'true' : `${oid} = ANY (current_setting('${TABLES_READ}')::oid[])`;
  return {
    first: only === undefined ? [] : [selectTables(only)],
    queries: [relations, columns, constraints, uniques, triggers, types].map((query) => query(scope)),
  };
}
