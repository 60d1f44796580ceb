import { identity, owner, type KindQuery } from './kind-query.ts';

/** Extensions, each of which stands for all its members: https://www.postgresql.org/docs/current/catalog-pg-extension.html */
export const extensions: KindQuery = {
  catalog: 'pg_extension',
  present: null,
  sql: () => `
    SELECT ${identity({ catalog: 'pg_extension', oid: 'e.oid', kind: "'extension'", name: 'quote_ident(extname)' })},
      ${owner('extowner')}, extversion AS version, extnamespace::regnamespace AS schema
    FROM pg_extension e`,
};
