import { identity, list, owner, privileges, type KindQuery } from './kind-query.ts';

const CURRENT = '(SELECT oid FROM pg_database WHERE datname = current_database())';

/**
 * The database itself, under a name that does not tell two databases apart.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-database.html
 */
export const database: KindQuery = {
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

/** Settings of this database, of roles, and of roles in this database, one object a setting. */
export const settings: KindQuery = {
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

/** Tablespaces of the whole cluster: https://www.postgresql.org/docs/current/catalog-pg-tablespace.html */
export const tablespaces: KindQuery = {
  catalog: 'pg_tablespace',
  clusterWide: true,
  present: null,
  sql: () => `
    SELECT ${identity({ catalog: 'pg_tablespace', oid: 't.oid', kind: "'tablespace'", name: 'quote_ident(spcname)' })},
      ${owner('spcowner')}, ${privileges('spcacl', 't', 'spcowner')}, ${list('spcoptions', 'options')},
      nullif(pg_tablespace_location(t.oid), '') AS location
    FROM pg_tablespace t`,
};
