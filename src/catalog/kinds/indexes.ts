import { FIRST_USER_OID, identity, type KindQuery } from './kind-query.ts';

/**
 * Indexes. The definition leaves the index's own name out, so that equal ones under different names can be found.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-index.html
 */
export const indexes: KindQuery = {
  catalog: 'pg_index',
  present: `EXISTS (SELECT FROM pg_index WHERE indexrelid >= ${FIRST_USER_OID})`,
  belongs: 'beside',
  sql: (_, within) => `
    SELECT ${identity({
      catalog: 'pg_class',
      oid: 'c.oid',
      parent: ["'pg_class'", 'i.indrelid'],
      kind: "'index'",
      name: 'c.oid::regclass',
    })},
      CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END || substr(pg_get_indexdef(c.oid),
        length(CASE WHEN i.indisunique THEN 'CREATE UNIQUE INDEX  ' ELSE 'CREATE INDEX  ' END || quote_ident(c.relname)) + 1)
        AS definition,
      nullif(i.indisvalid, true) AS valid, nullif(i.indisready, true) AS ready, nullif(i.indislive, true) AS live,
      nullif(i.indimmediate, true) AS immediate,
      nullif(i.indisreplident, false) AS "replica identity", nullif(i.indisclustered, false) AS clustered,
      CASE WHEN c.reltablespace <> 0 THEN (SELECT spcname FROM pg_tablespace WHERE oid = c.reltablespace) END AS tablespace,
      CASE WHEN c.relispartition THEN (SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = c.oid) END AS "partition of",
      (SELECT string_agg(attnum || '=' || attstattarget, ', ' ORDER BY attnum) FROM pg_attribute
        WHERE attrelid = c.oid AND attstattarget >= 0) AS "statistics targets"
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.oid >= ${FIRST_USER_OID} AND c.relnamespace <> 'pg_toast'::regnamespace AND c.relpersistence <> 't'
      AND ${within.relation('i.indrelid')}`,
};
