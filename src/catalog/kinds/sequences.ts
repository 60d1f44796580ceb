import { extension, identity, owner, privileges, userMade, type KindQuery } from './kind-query.ts';

/**
 * The definitions of sequences. Their current values are read by sequence-values.ts.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-sequence.html
 */
export const sequences: KindQuery = {
  catalog: 'pg_sequence',
  present: 'EXISTS (SELECT FROM pg_sequence)',
  scopes: ['relations'],
  sql: (_, within) => `
    SELECT ${identity({
      catalog: 'pg_class',
      oid: 'c.oid',
      parent: [`CASE WHEN d.refobjid IS NOT NULL THEN 'pg_class' END`, 'd.refobjid'],
      kind: "'sequence'",
      name: 'c.oid::regclass',
    })},
      ${owner('c.relowner')}, ${privileges('c.relacl', 's', 'c.relowner')}, ${extension('pg_class', 'c.oid')},
      CASE WHEN c.relpersistence = 'u' THEN 'unlogged' END AS persistence,
      s.seqtypid::regtype AS type, s.seqstart AS start, s.seqincrement AS increment, s.seqmin AS minimum,
      s.seqmax AS maximum, s.seqcache AS cache, s.seqcycle AS cycle,
      CASE d.deptype WHEN 'a' THEN 'owned by ' WHEN 'i' THEN 'identity of ' END || d.refobjid::regclass || '.'
        || quote_ident(a.attname) AS "belongs to"
    FROM pg_sequence s
      JOIN pg_class c ON c.oid = s.seqrelid
      LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
        AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
      LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE c.relpersistence <> 't' AND ${userMade('c.oid')} AND ${within.relation('c.oid')}`,
};
