import { FIRST_USER_OID, identity, userMadePart, type KindQuery } from './kind-query.ts';

/**
 * Constraints of tables and domains, including NOT NULL constraints, which have names since PostgreSQL 18. Constraint
 * triggers (contype `t`) are described as triggers.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-constraint.html
 */
export const constraints: KindQuery = {
  catalog: 'pg_constraint',
  present: `EXISTS (SELECT FROM pg_constraint WHERE oid >= ${FIRST_USER_OID})`,
  belongs: 'inside',
  scopes: ['relations', 'types'],
  sql: ({ version }, within) => `
    SELECT ${identity({
      catalog: 'pg_constraint',
      oid: 'k.oid',
      parent: [
        `CASE WHEN k.conrelid <> 0 THEN 'pg_class' ELSE 'pg_type' END`,
        'CASE WHEN k.conrelid <> 0 THEN k.conrelid ELSE k.contypid END',
      ],
      kind: "'constraint'",
      name: 'quote_ident(k.conname)',
    })},
      pg_get_constraintdef(k.oid) AS definition,
      nullif(k.convalidated, true) AS validated,
      ${version >= 180000 ? 'nullif(k.conenforced, true) AS enforced,' : ''}
      nullif(k.condeferrable, false) AS "deferrable", nullif(k.condeferred, false) AS deferred,
      nullif(k.connoinherit, false) AS "no inherit",
      nullif(k.conislocal, true) AS local,
      nullif(k.coninhcount, 0) AS "inherited from",
      nullif(k.conparentid <> 0, false) AS "of a partition"
    FROM pg_constraint k
    WHERE ${userMadePart('k.oid')} AND k.contype <> 't'
      AND (${within.relation('k.conrelid')} OR ${within.type('k.contypid')})`,
};
