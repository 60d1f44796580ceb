import { FIRST_USER_OID, anyUserMade, identity, owner, privileges, userMadeIn, type KindQuery } from './kind-query.ts';

/** The functions of a base type, by the column of pg_type that names each. */
const FUNCTIONS = ['input', 'output', 'receive', 'send', 'modin', 'modout', 'analyze', 'subscript'];

/**
 * Enums, domains, ranges, composite and base types. Left out are those that PostgreSQL makes by itself: array types,
 * multiranges (named with their range), and the row types of tables unless they have privileges of their own.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-type.html
 */
export const types: KindQuery = {
  catalog: 'pg_type',
  present: anyUserMade('pg_type'),
  sql: (_, within) => `
    SELECT ${identity({
      catalog: 'pg_type',
      oid: 't.oid',
      kind: `CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' WHEN 'c' THEN
        CASE WHEN c.relkind = 'c' THEN 'composite type' ELSE 'row type' END ELSE 'base type' END`,
      name: 'format_type(t.oid, NULL)',
    })},
      ${owner('t.typowner')}, ${privileges('t.typacl', 'T', 't.typowner')},
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
      AND ${userMadeIn('t.typnamespace', 'pg_type', 't.oid')} AND ${within.type('t.oid')}`,
};

/** Range types: https://www.postgresql.org/docs/current/catalog-pg-range.html */
export const rangeTypes: KindQuery = {
  catalog: 'pg_range',
  present: `EXISTS (SELECT FROM pg_range WHERE rngtypid >= ${FIRST_USER_OID})`,
  sql: (_, within) => `
    SELECT ${identity({ catalog: 'pg_type', oid: 't.oid', kind: "'range type'", name: 'format_type(t.oid, NULL)' })},
      ${owner('t.typowner')}, ${privileges('t.typacl', 'T', 't.typowner')},
      r.rngsubtype::regtype AS subtype, r.rngmultitypid::regtype AS multirange,
      CASE WHEN r.rngcollation <> 0 THEN r.rngcollation::regcollation END AS collation,
      (SELECT opcnamespace::regnamespace || '.' || quote_ident(opcname) FROM pg_opclass WHERE oid = r.rngsubopc)
        AS "operator class",
      CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::regprocedure END AS canonical,
      CASE WHEN r.rngsubdiff <> 0 THEN r.rngsubdiff::regprocedure END AS difference
    FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid
    WHERE ${userMadeIn('t.typnamespace', 'pg_type', 't.oid')} AND ${within.type('t.oid')}`,
};

/** Base types, which C code implements, and shell types, which are yet to be defined. */
export const baseTypes: KindQuery = {
  catalog: 'pg_type',
  present: `EXISTS (SELECT FROM pg_type WHERE oid >= ${FIRST_USER_OID} AND typtype = 'b' AND typcategory <> 'A')`,
  sql: (_, within) => `
    SELECT ${identity({ catalog: 'pg_type', oid: 't.oid', kind: "'base type'", name: 'format_type(t.oid, NULL)' })},
      ${owner('t.typowner')}, ${privileges('t.typacl', 'T', 't.typowner')},
      t.typlen AS length, t.typbyval AS "by value", t.typalign AS alignment, t.typstorage AS storage,
      t.typcategory AS category, t.typispreferred AS preferred, t.typdelim AS delimiter, t.typdefault AS "default",
      CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, NULL) END AS element,
      CASE WHEN t.typcollation <> 0 THEN t.typcollation::regcollation END AS collation,
      ${FUNCTIONS.map((role) => `CASE WHEN t.typ${role} <> 0 THEN t.typ${role}::regprocedure END AS ${role}`).join(', ')}
    FROM pg_type t
    WHERE t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type element WHERE element.typarray = t.oid)
      AND ${userMadeIn('t.typnamespace', 'pg_type', 't.oid')} AND ${within.type('t.oid')}`,
};
