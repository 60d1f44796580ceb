import { identity, notMember, owner, privileges, type KindQuery } from './kind-query.ts';

/** Schemas, `public` included; not PostgreSQL's own and not those of temporary tables. */
export const schemas: KindQuery = {
  catalog: 'pg_namespace',
  present: null,
  sql: () => `
    SELECT ${identity({ catalog: 'pg_namespace', oid: 'n.oid', kind: "'schema'", name: 'quote_ident(nspname)' })},
      ${owner('nspowner')}, ${privileges('nspacl', 'n', 'nspowner')}
    FROM pg_namespace n
    WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname !~ '^pg_(toast|temp)'
      AND ${notMember('pg_namespace', 'n.oid')}`,
};
