import { identity, list, owner, privileges, type KindQuery } from './kind-query.ts';

const CURRENT = '(SELECT oid FROM pg_database WHERE datname = current_database())';

/**
 * The current database, under a fixed name so that two databases can be compared.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-database.html
 */
const database: KindQuery = {
  catalog: 'pg_database',
  present: null,
  sql: ({ version }) => `
    SELECT ${identity({ catalog: 'pg_database', oid: 'd.oid', kind: "'database'", name: "'this database'" })},
      ${owner('datdba')}, ${privileges('datacl', 'd', 'datdba')}, pg_encoding_to_char(encoding) AS encoding,
      datlocprovider AS provider, datcollate AS collate, datctype AS ctype,
      ${version >= 170000 ? 'datlocale' : 'daticulocale'} AS locale,
      (SELECT spcname FROM pg_tablespace WHERE oid = dattablespace) AS tablespace,
      nullif(datconnlimit, -1) AS "connection limit", datallowconn AS connections, datistemplate AS template
    FROM pg_database d
    WHERE datname = current_database()`,
};

/** Settings of this database, of roles, and of roles in this database. */
const settings: KindQuery = {
  catalog: 'pg_db_role_setting',
  present: `EXISTS (SELECT FROM pg_db_role_setting WHERE setdatabase IN (0, ${CURRENT}))`,
  sql: ({ clusterWide }) => `
    SELECT ${identity({
      catalog: 'pg_db_role_setting',
      oid: '0',
      kind: "'setting'",
      name: `split_part(entry, '=', 1) || CASE WHEN setrole <> 0 THEN ' of role ' || quote_ident(pg_get_userbyid(setrole))
        ELSE '' END || CASE WHEN setdatabase <> 0 THEN ' in this database' ELSE '' END`,
    })},
      substr(entry, strpos(entry, '=') + 1) AS value
    FROM pg_db_role_setting, unnest(setconfig) entry
    WHERE setdatabase = ${CURRENT} ${clusterWide ? 'OR setdatabase = 0' : ''}`,
};

/** Tablespaces of the cluster: https://www.postgresql.org/docs/current/catalog-pg-tablespace.html */
const tablespaces: KindQuery = {
  catalog: 'pg_tablespace',
  clusterWide: true,
  present: null,
  sql: () => `
    SELECT ${identity({ catalog: 'pg_tablespace', oid: 't.oid', kind: "'tablespace'", name: 'quote_ident(spcname)' })},
      ${owner('spcowner')}, ${privileges('spcacl', 't', 'spcowner')}, ${list('spcoptions', 'options')},
      nullif(pg_tablespace_location(t.oid), '') AS location
    FROM pg_tablespace t`,
};

/**
 * Large objects. Rows refer to them by OID, so the OID is their name. Their content appears as a digest of the pages,
 * which only a superuser may read.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-largeobject-metadata.html
 */
const largeObjects: KindQuery = {
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

export const databaseKinds: readonly KindQuery[] = [database, settings, tablespaces, largeObjects];
