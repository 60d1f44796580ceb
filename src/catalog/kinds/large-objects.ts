import { identity, owner, privileges, type KindQuery } from './kind-query.ts';

/**
 * Large objects. Their OID is the name that rows refer to them by, so here it is compared; what they hold is taken as a
 * digest of the pages, which only a superuser may read directly.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-largeobject-metadata.html
 */
export const largeObjects: KindQuery = {
  catalog: 'pg_largeobject_metadata',
  superuserOnly: 'contents of large objects',
  present: 'EXISTS (SELECT FROM pg_largeobject_metadata)',
  sql: ({ superuser, contents }) => `
    SELECT ${identity({ catalog: 'pg_largeobject', oid: 'm.oid', kind: "'large object'", name: 'm.oid' })},
      ${owner('m.lomowner')}, ${privileges('m.lomacl', 'L', 'm.lomowner')}
      ${
        superuser && contents
          ? `, (SELECT md5(string_agg(pageno || ':' || md5(data), ',' ORDER BY pageno)) FROM pg_largeobject
            WHERE loid = m.oid) AS content`
          : ''
      }
    FROM pg_largeobject_metadata m`,
};
