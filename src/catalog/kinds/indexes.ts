import {
  FIRST_USER_OID,
  anyUserMade,
  identity,
  owner,
  qualified,
  userMade,
  userMadePart,
  type KindQuery,
} from './kind-query.ts';

/**
 * Indexes. The definition omits the index's name, so that equal indexes with different names can be found.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-index.html
 */
export const indexes: KindQuery = {
  catalog: 'pg_index',
  present: `EXISTS (SELECT FROM pg_index WHERE indexrelid >= ${FIRST_USER_OID})`,
  belongs: 'beside',
  scopes: ['relations'],
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
    WHERE ${userMadePart('c.oid')} AND c.relnamespace <> 'pg_toast'::regnamespace AND c.relpersistence <> 't'
      AND ${within.relation('i.indrelid')}`,
};

/** Extended statistics: https://www.postgresql.org/docs/current/catalog-pg-statistic-ext.html */
export const statistics: KindQuery = {
  catalog: 'pg_statistic_ext',
  present: anyUserMade('pg_statistic_ext'),
  belongs: 'beside',
  scopes: ['relations'],
  sql: (_, within) => `
    SELECT ${identity({
      catalog: 'pg_statistic_ext',
      oid: 's.oid',
      parent: ["'pg_class'", 's.stxrelid'],
      kind: "'statistics'",
      name: qualified('s.stxnamespace', 's.stxname'),
    })},
      ${owner('s.stxowner')}, pg_get_statisticsobjdef(s.oid) AS definition, nullif(s.stxstattarget, -1) AS target
    FROM pg_statistic_ext s
    WHERE ${userMade('s.oid')} AND ${within.relation('s.stxrelid')}`,
};
