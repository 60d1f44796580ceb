import { FIRST_USER_OID, foreignOptions, identity, list, storageParameters, type KindQuery } from './kind-query.ts';

/**
 * Columns of tables and views, and attributes of composite types. `position` is the rank among the existing columns,
 * because a dropped column leaves a gap in attnum.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-attribute.html
 */
export const columns: KindQuery = {
  catalog: 'pg_attribute',
  present: `EXISTS (SELECT FROM pg_attribute WHERE attrelid >= ${FIRST_USER_OID})`,
  belongs: 'inside',
  scopes: ['relations'],
  sql: (_, within) => `
    SELECT ${identity({
      catalog: 'pg_class',
      oid: 'c.oid',
      sub: 'a.attnum',
      parent: [
        `CASE WHEN c.relkind = 'c' THEN 'pg_type' ELSE 'pg_class' END`,
        `CASE WHEN c.relkind = 'c' THEN c.reltype ELSE c.oid END`,
      ],
      kind: `CASE WHEN c.relkind = 'c' THEN 'attribute' ELSE 'column' END`,
      name: 'quote_ident(a.attname)',
    })},
      row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum)::int AS position,
      format_type(a.atttypid, a.atttypmod) AS type,
      CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation END AS collation,
      nullif(a.attnotnull, false) AS "not null",
      CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END AS "default",
      CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END AS "generated as",
      CASE a.attgenerated WHEN '' THEN NULL WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' ELSE a.attgenerated::text END
        AS generated,
      CASE a.attidentity WHEN '' THEN NULL WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' ELSE a.attidentity::text END
        AS identity,
      CASE WHEN a.attstorage <> t.typstorage AND c.relkind IN ('r', 'p', 'm', 'f') THEN a.attstorage END AS storage,
      nullif(a.attcompression, '') AS compression,
      nullif(a.attstattarget, -1) AS "statistics target",
      ${storageParameters('a.attoptions', 'options')}, ${foreignOptions('a.attfdwoptions', { property: 'foreign options' })},
      ${list(`nullif(a.attacl, '{}')`, 'privileges')},
      nullif(a.attislocal, true) AS local,
      nullif(a.attinhcount, 0) AS "inherited from"
    FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid >= ${FIRST_USER_OID} AND a.attnum > 0 AND NOT a.attisdropped
      AND c.relkind NOT IN ('i', 'I', 'S', 't') AND c.relpersistence <> 't'
      AND ${within.relation('a.attrelid')}`,
};
