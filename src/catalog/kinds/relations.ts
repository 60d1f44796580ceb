import {
  anyUserMade,
  extension,
  foreignOptions,
  identity,
  owner,
  privileges,
  storageParameters,
  userMade,
  type KindQuery,
} from './kind-query.ts';

/**
 * Tables, partitions, views and materialized views. A kind of relation that a later PostgreSQL adds appears as a table
 * with the property `kind of relation`. Indexes, sequences and composite types have separate queries.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-class.html
 */
const relations: KindQuery = {
  catalog: 'pg_class',
  present: anyUserMade('pg_class'),
  scopes: ['relations'],
  sql: (_, within) => `
    SELECT ${identity({
      catalog: 'pg_class',
      oid: 'c.oid',
      kind: `CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
        ELSE 'table' END`,
      name: 'c.oid::regclass',
    })},
      CASE WHEN c.relkind NOT IN ('r', 'p', 'v', 'm', 'f') THEN c.relkind END AS "kind of relation",
      ${owner('c.relowner')}, ${privileges('c.relacl', 'r', 'c.relowner')}, ${extension('pg_class', 'c.oid')},
      CASE WHEN c.relpersistence = 'u' THEN 'unlogged' END AS persistence,
      CASE WHEN c.reltablespace <> 0 THEN (SELECT spcname FROM pg_tablespace WHERE oid = c.reltablespace) END AS tablespace,
      (SELECT amname FROM pg_am WHERE oid = c.relam) AS "access method",
      ${storageParameters('c.reloptions', 'options')}, ${storageParameters('toast.reloptions', 'toast options')},
      CASE WHEN c.relkind IN ('r', 'p') AND c.relreplident <> 'd' THEN c.relreplident END AS "replica identity",
      nullif(c.relrowsecurity, false) AS "row security",
      nullif(c.relforcerowsecurity, false) AS "forced row security",
      CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS "partition key",
      pg_get_expr(c.relpartbound, c.oid) AS "partition bound",
      (SELECT string_agg(inhparent::regclass || CASE WHEN inhdetachpending THEN ' (detach pending)' ELSE '' END, ', '
        ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = c.oid) AS inherits,
      CASE WHEN c.reloftype <> 0 THEN c.reloftype::regtype END AS "of type",
      CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS definition,
      CASE WHEN c.relkind = 'm' THEN c.relispopulated END AS populated
    FROM pg_class c LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid
    WHERE c.relkind NOT IN ('i', 'I', 'S', 't', 'c', 'f') AND c.relpersistence <> 't' AND ${userMade('c.oid')}
      AND ${within.relation('c.oid')}`,
};

/** Foreign tables, with their server and options. */
const foreignTables: KindQuery = {
  catalog: 'pg_foreign_table',
  present: 'EXISTS (SELECT FROM pg_foreign_table)',
  scopes: ['relations'],
  sql: (_, within) => `
    SELECT ${identity({ catalog: 'pg_class', oid: 'c.oid', kind: "'foreign table'", name: 'c.oid::regclass' })},
      ${owner('c.relowner')}, ${privileges('c.relacl', 'r', 'c.relowner')}, ${extension('pg_class', 'c.oid')},
      (SELECT quote_ident(srvname) FROM pg_foreign_server WHERE oid = f.ftserver) AS server,
      ${foreignOptions('f.ftoptions')},
      nullif(c.relrowsecurity, false) AS "row security",
      nullif(c.relforcerowsecurity, false) AS "forced row security",
      pg_get_expr(c.relpartbound, c.oid) AS "partition bound",
      (SELECT string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = c.oid)
        AS inherits
    FROM pg_class c JOIN pg_foreign_table f ON f.ftrelid = c.oid
    WHERE ${userMade('c.oid')} AND ${within.relation('c.oid')}`,
};

export const relationKinds: readonly KindQuery[] = [relations, foreignTables];
