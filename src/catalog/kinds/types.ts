import {
  FIRST_USER_OID,
  anyUserMade,
  extension,
  identity,
  nameOf,
  owner,
  privileges,
  userMadeIn,
  type KindQuery,
} from './kind-query.ts';

/** The functions of a base type: the names of columns in pg_type without the prefix. */
const FUNCTIONS = ['input', 'output', 'receive', 'send', 'modin', 'modout', 'analyze', 'subscript'];

/**
 * Enums, domains and composite types. Types that PostgreSQL creates with other objects are left out: arrays,
 * multiranges (a property of their range), and the row types of tables, unless a row type has its own privileges.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-type.html
 */
const types: KindQuery = {
  catalog: 'pg_type',
  present: anyUserMade('pg_type'),
  scopes: ['types'],
  sql: (_, within) => `
    SELECT ${identity({
      catalog: 'pg_type',
      oid: 't.oid',
      kind: `CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' WHEN 'c' THEN
        CASE WHEN c.relkind = 'c' THEN 'composite type' ELSE 'row type' END ELSE 'base type' END`,
      name: 'format_type(t.oid, NULL)',
    })},
      ${owner('t.typowner')}, ${privileges('t.typacl', 'T', 't.typowner')}, ${extension('pg_type', 't.oid')},
      nullif(t.typisdefined, true) AS defined,
      (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum
        WHERE t.typtype = 'e' AND enumtypid = t.oid) AS labels,
      CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS "base type",
      CASE WHEN t.typtype = 'd' AND t.typcollation <> b.typcollation THEN t.typcollation::regcollation END AS collation,
      pg_get_expr(t.typdefaultbin, 0) AS "default", nullif(t.typnotnull, false) AS "not null"
    FROM pg_type t
      LEFT JOIN pg_class c ON c.oid = t.typrelid
      LEFT JOIN pg_type b ON b.oid = t.typbasetype
    WHERE t.typtype NOT IN ('b', 'r', 'm') AND (t.typtype <> 'c' OR c.relkind = 'c' OR t.typacl IS NOT NULL)
      AND ${userMadeIn('t.typnamespace', 't.oid')} AND ${within.type('t.oid')}`,
};

/** Range types: https://www.postgresql.org/docs/current/catalog-pg-range.html */
const rangeTypes: KindQuery = {
  catalog: 'pg_range',
  present: `EXISTS (SELECT FROM pg_range WHERE rngtypid >= ${FIRST_USER_OID})`,
  scopes: ['types'],
  sql: (_, within) => `
    SELECT ${identity({ catalog: 'pg_type', oid: 't.oid', kind: "'range type'", name: 'format_type(t.oid, NULL)' })},
      ${owner('t.typowner')}, ${privileges('t.typacl', 'T', 't.typowner')}, ${extension('pg_type', 't.oid')},
      r.rngsubtype::regtype AS subtype, r.rngmultitypid::regtype AS multirange,
      ${nameOf('r.rngcollation', 'regcollation')} AS collation,
      (SELECT opcnamespace::regnamespace || '.' || quote_ident(opcname) FROM pg_opclass WHERE oid = r.rngsubopc)
        AS "operator class",
      ${nameOf('r.rngcanonical', 'regprocedure')} AS canonical,
      ${nameOf('r.rngsubdiff', 'regprocedure')} AS difference
    FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid
    WHERE ${userMadeIn('t.typnamespace', 't.oid')} AND ${within.type('t.oid')}`,
};

/** Base types, which C code implements, and shell types, which are not defined yet. */
const baseTypes: KindQuery = {
  catalog: 'pg_type',
  present: `EXISTS (SELECT FROM pg_type WHERE oid >= ${FIRST_USER_OID} AND typtype = 'b' AND typcategory <> 'A')`,
  scopes: ['types'],
  sql: (_, within) => `
    SELECT ${identity({ catalog: 'pg_type', oid: 't.oid', kind: "'base type'", name: 'format_type(t.oid, NULL)' })},
      ${owner('t.typowner')}, ${privileges('t.typacl', 'T', 't.typowner')}, ${extension('pg_type', 't.oid')},
      t.typlen AS length, t.typbyval AS "by value", t.typalign AS alignment, t.typstorage AS storage,
      t.typcategory AS category, t.typispreferred AS preferred, t.typdelim AS delimiter, t.typdefault AS "default",
      CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, NULL) END AS element,
      ${nameOf('t.typcollation', 'regcollation')} AS collation,
      ${FUNCTIONS.map((role) => `${nameOf(`t.typ${role}`, 'regprocedure')} AS ${role}`).join(', ')}
    FROM pg_type t
    WHERE t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type element WHERE element.typarray = t.oid)
      AND ${userMadeIn('t.typnamespace', 't.oid')} AND ${within.type('t.oid')}`,
};

export const typeKinds: readonly KindQuery[] = [types, rangeTypes, baseTypes];
