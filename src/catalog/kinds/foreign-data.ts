import { anyUserMade, foreignOptions, identity, owner, privileges, userMade, type KindQuery } from './kind-query.ts';

/** Foreign-data wrappers: https://www.postgresql.org/docs/current/catalog-pg-foreign-data-wrapper.html */
export const foreignDataWrappers: KindQuery = {
  catalog: 'pg_foreign_data_wrapper',
  present: anyUserMade('pg_foreign_data_wrapper'),
  sql: () => `
    SELECT ${identity({
      catalog: 'pg_foreign_data_wrapper',
      oid: 'w.oid',
      kind: "'foreign-data wrapper'",
      name: 'quote_ident(fdwname)',
    })},
      ${owner('fdwowner')}, ${privileges('fdwacl', 'F', 'fdwowner')},
      CASE WHEN fdwhandler <> 0 THEN fdwhandler::regprocedure END AS handler,
      CASE WHEN fdwvalidator <> 0 THEN fdwvalidator::regprocedure END AS validator, ${foreignOptions('fdwoptions')}
    FROM pg_foreign_data_wrapper w
    WHERE ${userMade('pg_foreign_data_wrapper', 'w.oid')}`,
};

/** Foreign servers: https://www.postgresql.org/docs/current/catalog-pg-foreign-server.html */
export const foreignServers: KindQuery = {
  catalog: 'pg_foreign_server',
  present: anyUserMade('pg_foreign_server'),
  sql: () => `
    SELECT ${identity({ catalog: 'pg_foreign_server', oid: 's.oid', kind: "'foreign server'", name: 'quote_ident(srvname)' })},
      ${owner('srvowner')}, ${privileges('srvacl', 'S', 'srvowner')}, srvtype AS type, srvversion AS version,
      (SELECT quote_ident(fdwname) FROM pg_foreign_data_wrapper WHERE oid = srvfdw) AS wrapper,
      ${foreignOptions('srvoptions')}
    FROM pg_foreign_server s
    WHERE ${userMade('pg_foreign_server', 's.oid')}`,
};

/**
 * User mappings, with digests in place of all values. Only a superuser sees all options; the view shows others their own.
 *
 * https://www.postgresql.org/docs/current/view-pg-user-mappings.html
 */
export const userMappings: KindQuery = {
  catalog: 'pg_user_mapping',
  superuserOnly: 'options of user mappings',
  present: 'EXISTS (SELECT FROM pg_user_mappings)',
  sql: () => `
    SELECT ${identity({
      catalog: 'pg_user_mapping',
      oid: 'u.umid',
      kind: "'user mapping'",
      name: `CASE WHEN u.umuser = 0 THEN 'public' ELSE quote_ident(u.usename) END || ' on ' || quote_ident(u.srvname)`,
    })},
      ${foreignOptions('u.umoptions', { secretNames: '.' })}
    FROM pg_user_mappings u`,
};
