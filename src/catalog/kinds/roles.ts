import { FIRST_USER_OID, identity, secret, type KindQuery } from './kind-query.ts';

/**
 * Roles of the cluster, except the predefined ones. A password appears as its method only, because PostgreSQL uses a
 * new salt each time; an md5 password, which has no random salt, appears as a digest.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-authid.html
 */
const roles: KindQuery = {
  catalog: 'pg_authid',
  superuserOnly: 'passwords of roles',
  clusterWide: true,
  present: null,
  sql: ({ superuser }) => `
    SELECT ${identity({ catalog: 'pg_authid', oid: 'r.oid', kind: "'role'", name: 'quote_ident(r.rolname)' })},
      r.rolsuper AS superuser, r.rolinherit AS inherit, r.rolcreaterole AS "create role", r.rolcreatedb AS "create database",
      r.rolcanlogin AS login, r.rolreplication AS replication, r.rolbypassrls AS "bypass row security",
      nullif(r.rolconnlimit, -1) AS "connection limit", r.rolvaliduntil AS "valid until"
      ${
        superuser
          ? `, CASE WHEN r.rolpassword LIKE 'md5%' THEN 'md5 ' || ${secret('r.rolpassword')}
            WHEN r.rolpassword LIKE 'SCRAM-SHA-256$%' THEN 'scram-sha-256' WHEN r.rolpassword IS NOT NULL THEN 'set' END
            AS password`
          : ''
      }
    FROM ${superuser ? 'pg_authid' : 'pg_roles'} r
    WHERE r.oid >= ${FIRST_USER_OID} OR r.rolname !~ '^pg_'`,
};

/** Memberships in roles: https://www.postgresql.org/docs/current/catalog-pg-auth-members.html */
const roleMemberships: KindQuery = {
  catalog: 'pg_auth_members',
  clusterWide: true,
  present: `EXISTS (SELECT FROM pg_auth_members WHERE member >= ${FIRST_USER_OID} OR roleid >= ${FIRST_USER_OID})`,
  sql: ({ version }) => `
    SELECT ${identity({
      catalog: 'pg_auth_members',
      oid: '0',
      kind: "'role membership'",
      name: `quote_ident(pg_get_userbyid(m.member)) || ' in ' || quote_ident(pg_get_userbyid(m.roleid))
        || ' granted by ' || quote_ident(pg_get_userbyid(m.grantor))`,
    })},
      m.admin_option AS admin
      ${version >= 160000 ? ', m.inherit_option AS inherit, m.set_option AS set' : ''}
    FROM pg_auth_members m
    WHERE m.member >= ${FIRST_USER_OID} OR m.roleid >= ${FIRST_USER_OID}`,
};

export const roleKinds: readonly KindQuery[] = [roles, roleMemberships];
