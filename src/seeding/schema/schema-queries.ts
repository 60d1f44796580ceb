import { FIRST_USER_OID } from '../../catalog/kinds/kind-query.ts';

/** The schema of the table that records which rows `seed` has written. */
export const SEED_SCHEMA = 'elementaldb_seed';

/** More partitions than these add nothing that rows could show. */
export const PARTITIONS_READ = 24;

/** Tables, and whether they are to be given rows: partitions get theirs through the root. */
const RELATIONS = `
  SELECT c.oid, format('%I.%I', n.nspname, c.relname), c.relkind,
      NOT c.relispartition AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', '${SEED_SCHEMA}')
        AND NOT EXISTS (
          SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'),
      CASE WHEN c.relkind = 'p' THEN (
        SELECT coalesce(json_agg(coalesce(pg_get_partition_constraintdef(relid), 'true')), '[]')
          FROM (SELECT relid FROM pg_partition_tree(c.oid) WHERE isleaf AND level > 0 LIMIT ${PARTITIONS_READ}) leaf) END,
      n.nspname, c.relname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'c') AND c.oid >= ${FIRST_USER_OID}`;

/** What takes a column's next value from a sequence: its default, or the sequence of an identity. */
const NEXTVAL = `
  CASE WHEN a.attidentity <> '' THEN
      format('nextval(%L)', pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname))
    WHEN a.attgenerated = '' AND d.oid IS NOT NULL THEN (
      SELECT e.text FROM (SELECT pg_get_expr(d.adbin, d.adrelid) AS text OFFSET 0) e WHERE e.text LIKE '%nextval(%') END`;

/** Columns of tables and attributes of composite types; those of partitions only where a key refers to the partition. */
const COLUMNS = `
  SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, NULL), a.atttypmod, format_type(a.atttypid, a.atttypmod),
      a.attnotnull, CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END, ${NEXTVAL},
      d.oid IS NOT NULL OR a.attidentity <> '', CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
      LEFT JOIN pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE c.relkind IN ('r', 'p', 'c') AND c.oid >= ${FIRST_USER_OID} AND a.attnum > 0 AND NOT a.attisdropped
     AND (NOT c.relispartition
       OR EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.confrelid = c.oid AND k.conparentid = 0))
   ORDER BY a.attrelid, a.attnum`;

/** A key to a partitioned table is there once more for each partition, under the one that was declared. */
const CONSTRAINTS = `
  SELECT k.conrelid, k.contype, k.conname, k.conkey, k.confrelid, k.confkey, k.confmatchtype = 'f',
      CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid) END
    FROM pg_constraint k
   WHERE k.conrelid >= ${FIRST_USER_OID} AND k.contype IN ('c', 'f') AND k.conparentid = 0
     AND (k.contype = 'f' OR to_jsonb(k)->>'conenforced' IS DISTINCT FROM 'false')
   ORDER BY k.conname`;

const UNIQUES = `
  SELECT i.indrelid, x.relname, i.indisexclusion, (i.indkey::int2[])[0:i.indnkeyatts - 1],
      CASE WHEN i.indexprs IS NOT NULL THEN (SELECT json_agg(pg_get_indexdef(i.indexrelid, n, false) ORDER BY n)
         FROM generate_series(1, i.indnkeyatts) AS n WHERE i.indkey[n - 1] = 0) END
    FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
   WHERE i.indrelid >= ${FIRST_USER_OID} AND (i.indisunique OR i.indisexclusion)
   ORDER BY x.relname`;

/** Whether rows get in may depend on what triggers do. */
const TRIGGERS = `
  SELECT g.tgrelid, hashtext(concat_ws(' ', g.tgname, g.tgtype, g.tgenabled, g.tgattr, g.tgqual, f.prosrc))
    FROM pg_trigger g JOIN pg_proc f ON f.oid = g.tgfoid
   WHERE g.tgrelid >= ${FIRST_USER_OID} AND NOT g.tgisinternal
   ORDER BY g.tgname`;

/**
 * Expressions that make values of a type that an extension or a user has implemented, from nothing or from one simple
 * value, the shortest first.
 */
const MAKERS = `
  SELECT json_agg(call) FROM (
    SELECT format('%s(%s)', f.oid::regproc, CASE WHEN f.pronargs = 1 THEN CASE f.proargtypes[0]
        WHEN 'bool'::regtype THEN 'true' WHEN 'text'::regtype THEN quote_literal('1') ELSE '1' END ELSE '' END) AS call
      FROM pg_proc f
     WHERE f.prorettype = ty.oid AND f.prokind = 'f' AND NOT f.proretset AND f.provolatile <> 'v' AND f.pronargs <= 1
       AND (f.pronargs = 0 OR f.proargtypes[0] = ANY ('{int4,int8,float8,numeric,text,bool}'::regtype[]::oid[]))
     ORDER BY f.pronargs, f.proname, f.oid LIMIT 8) made`;

/** The types of columns, those that users made, and what these are made of. */
const TYPES = `
  WITH used(oid) AS (
      SELECT DISTINCT atttypid FROM pg_attribute WHERE attrelid >= ${FIRST_USER_OID}
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

/** What `readSchema` asks, in the order in which it takes the answers. https://www.postgresql.org/docs/current/catalogs.html */
export const SCHEMA_QUERIES = [RELATIONS, COLUMNS, CONSTRAINTS, UNIQUES, TRIGGERS, TYPES] as const;
