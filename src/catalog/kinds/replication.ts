import { anyUserMade, identity, list, owner, secret, userMadeKind, type KindQuery } from './kind-query.ts';

/** Publications with their schemas: https://www.postgresql.org/docs/current/catalog-pg-publication.html */
const publications = userMadeKind('publication', 'pg_publication', {
  name: 'quote_ident(pubname)',
  properties: ({ version }) => `
    ${owner('pubowner')}, puballtables AS "all tables", pubinsert AS insert, pubupdate AS update, pubdelete AS delete,
    pubtruncate AS truncate, pubviaroot AS "via root", ${version >= 180000 ? 'pubgencols AS "generated columns",' : ''}
    (SELECT string_agg(pnnspid::regnamespace::text, E'\\x1f') FROM pg_publication_namespace WHERE pnpubid = o.oid)
      AS "schemas[]"`,
});

/** Tables of publications, with the columns and the row filter. */
const publishedTables: KindQuery = {
  catalog: 'pg_publication_rel',
  present: anyUserMade('pg_publication_rel'),
  belongs: 'inside',
  sql: () => `
    SELECT ${identity({
      catalog: 'pg_publication_rel',
      oid: 'r.oid',
      parent: ["'pg_publication'", 'r.prpubid'],
      kind: "'published table'",
      name: 'r.prrelid::regclass',
    })},
      pg_get_expr(r.prqual, r.prrelid) AS "where",
      (SELECT string_agg(quote_ident(attname), E'\\x1f') FROM pg_attribute
        WHERE attrelid = r.prrelid AND attnum = ANY (r.prattrs::int2[])) AS "columns[]"
    FROM pg_publication_rel r`,
};

/** Columns that the query reads separately, that may hold a secret, or that the server changes. */
const EXCLUDED = 'oid,subdbid,subname,subowner,subenabled,subslotname,subpublications,subconninfo,subskiplsn';

/**
 * Subscriptions of this database. The connection string may hold a password, so only its digest is read, and only as a
 * superuser. The columns differ between versions, so all are read except those in EXCLUDED.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-subscription.html
 */
const subscriptions: KindQuery = {
  catalog: 'pg_subscription',
  superuserOnly: 'connections and options of subscriptions',
  present: 'EXISTS (SELECT oid FROM pg_subscription)',
  sql: ({ superuser }) => `
    SELECT ${identity({ catalog: 'pg_subscription', oid: 's.oid', kind: "'subscription'", name: 'quote_ident(s.subname)' })},
      ${owner('s.subowner')}, s.subenabled AS enabled, s.subslotname AS slot,
      ${list('s.subpublications', 'publications')}
      ${superuser ? `, ${secret('s.subconninfo')} AS connection, to_jsonb(s) - '{${EXCLUDED}}'::text[] AS rest` : ''}
    FROM pg_subscription s
    WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())`,
};

/**
 * Origins of replicated changes, except those that subscriptions create.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-replication-origin.html
 */
const replicationOrigins: KindQuery = {
  catalog: 'pg_replication_origin',
  clusterWide: true,
  present: 'EXISTS (SELECT FROM pg_replication_origin)',
  sql: () => `
    SELECT ${identity({
      catalog: 'pg_replication_origin',
      oid: '0',
      kind: "'replication origin'",
      name: 'quote_ident(roname)',
    })}
    FROM pg_replication_origin
    WHERE roname !~ '^pg_[0-9]+'`,
};

/** A publication comes before its tables. */
export const replicationKinds: readonly KindQuery[] = [
  publications,
  publishedTables,
  subscriptions,
  replicationOrigins,
];
