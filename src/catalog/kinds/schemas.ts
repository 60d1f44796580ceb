import { extension, identity, owner, privileges, type KindQuery } from './kind-query.ts';

export const schemaKinds: readonly KindQuery[] = [
  // Includes `public`; PostgreSQL's own schemas and temporary ones are left out.
  {
    catalog: 'pg_namespace',
    present: null,
    sql: () => `
      SELECT ${identity({ catalog: 'pg_namespace', oid: 'n.oid', kind: "'schema'", name: 'quote_ident(nspname)' })},
        ${owner('nspowner')}, ${privileges('nspacl', 'n', 'nspowner')}, ${extension('pg_namespace', 'n.oid')}
      FROM pg_namespace n
      WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname !~ '^pg_(toast|temp)'`,
  },
  // https://www.postgresql.org/docs/current/catalog-pg-extension.html
  {
    catalog: 'pg_extension',
    present: null,
    sql: () => `
      SELECT ${identity({ catalog: 'pg_extension', oid: 'e.oid', kind: "'extension'", name: 'quote_ident(extname)' })},
        ${owner('extowner')}, extversion AS version, extnamespace::regnamespace AS schema
      FROM pg_extension e`,
  },
];
