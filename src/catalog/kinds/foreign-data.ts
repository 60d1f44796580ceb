import { foreignOptions, identity, nameOf, owner, privileges, userMadeKind, type KindQuery } from './kind-query.ts';

/**
 * User mappings, with digests in place of all values. Only a superuser sees all options; other roles see their own.
 *
 * https://www.postgresql.org/docs/current/view-pg-user-mappings.html
 */
const userMappings: KindQuery = {
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

export const foreignDataKinds: readonly KindQuery[] = [
  // https://www.postgresql.org/docs/current/catalog-pg-foreign-data-wrapper.html
  userMadeKind('foreign-data wrapper', 'pg_foreign_data_wrapper', {
    name: 'quote_ident(fdwname)',
    properties: `${owner('fdwowner')}, ${privileges('fdwacl', 'F', 'fdwowner')},
      ${nameOf('fdwhandler', 'regprocedure')} AS handler, ${nameOf('fdwvalidator', 'regprocedure')} AS validator,
      ${foreignOptions('fdwoptions')}`,
  }),
  // https://www.postgresql.org/docs/current/catalog-pg-foreign-server.html
  userMadeKind('foreign server', 'pg_foreign_server', {
    name: 'quote_ident(srvname)',
    properties: `${owner('srvowner')}, ${privileges('srvacl', 'S', 'srvowner')}, srvtype AS type, srvversion AS version,
      (SELECT quote_ident(fdwname) FROM pg_foreign_data_wrapper WHERE oid = srvfdw) AS wrapper,
      ${foreignOptions('srvoptions')}`,
  }),
  userMappings,
];
