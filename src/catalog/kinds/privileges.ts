import { FIRST_USER_OID, identity, list, type KindQuery } from './kind-query.ts';

/** Default privileges of future objects: https://www.postgresql.org/docs/current/catalog-pg-default-acl.html */
const defaultPrivileges: KindQuery = {
  catalog: 'pg_default_acl',
  present: 'EXISTS (SELECT FROM pg_default_acl)',
  sql: () => `
    SELECT ${identity({
      catalog: 'pg_default_acl',
      oid: 'a.oid',
      kind: "'default privileges'",
      name: `'for role ' || quote_ident(pg_get_userbyid(defaclrole)) || CASE WHEN defaclnamespace <> 0
        THEN ' in schema ' || defaclnamespace::regnamespace ELSE '' END || ' on ' || CASE defaclobjtype
        WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types'
        WHEN 'n' THEN 'schemas' WHEN 'L' THEN 'large objects' ELSE defaclobjtype::text END`,
    })},
      ${list('defaclacl', 'privileges')}
    FROM pg_default_acl a`,
};

interface Privileged {
  catalog: string;
  acl: string;
  fallback: string;
  name: string;
  where?: string;
}

const PRIVILEGED: readonly Privileged[] = [
  {
    catalog: 'pg_class',
    acl: 'o.relacl',
    fallback: `acldefault(CASE WHEN o.relkind = 'S' THEN 's' ELSE 'r' END::"char", o.relowner)`,
    name: `'relation ' || o.oid::regclass`,
    where: `o.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname <> 'information_schema')`,
  },
  {
    catalog: 'pg_proc',
    acl: 'o.proacl',
    fallback: `acldefault('f', o.proowner)`,
    name: `'function ' || o.oid::regprocedure`,
  },
  {
    catalog: 'pg_namespace',
    acl: 'o.nspacl',
    fallback: `acldefault('n', o.nspowner)`,
    name: `'schema ' || o.oid::regnamespace`,
    where: `o.nspname NOT IN ('information_schema', 'public')`,
  },
  {
    catalog: 'pg_language',
    acl: 'o.lanacl',
    fallback: `acldefault('l', o.lanowner)`,
    name: `'language ' || quote_ident(o.lanname)`,
  },
  {
    catalog: 'pg_type',
    acl: 'o.typacl',
    fallback: `acldefault('T', o.typowner)`,
    name: `'type ' || format_type(o.oid, NULL)`,
  },
];

/**
 * Privileges on PostgreSQL's own objects, if they differ from what initdb granted; NULL if nobody changed them. The information schema is left out, because initdb creates it after it has
 * recorded the initial privileges. The schema public is described as a schema.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-init-privs.html
 */
const systemPrivileges: KindQuery = {
  catalog: 'pg_init_privs',
  present: null,
  sql: () =>
    PRIVILEGED.map(({ catalog, acl, fallback, name, where }) => {
      const now = `coalesce(${acl}, ${fallback})`;
      const initially = `coalesce(i.initprivs, ${fallback})`;
      return `
    SELECT ${identity({ catalog: 'pg_init_privs', oid: '0', kind: "'privileges'", name })}, ${list(now, 'privileges')}
    FROM ${catalog} o
      LEFT JOIN pg_init_privs i ON i.classoid = '${catalog}'::regclass AND i.objoid = o.oid AND i.objsubid = 0
    WHERE ${acl} IS NOT NULL AND ${where ?? 'true'} AND NOT (${now} @> ${initially} AND ${now} <@ ${initially})
      AND o.oid < ${FIRST_USER_OID}`;
    }).join(' UNION ALL '),
};

/** Privileges on server parameters, of the cluster: https://www.postgresql.org/docs/current/catalog-pg-parameter-acl.html */
const parameters: KindQuery = {
  catalog: 'pg_parameter_acl',
  clusterWide: true,
  present: 'EXISTS (SELECT FROM pg_parameter_acl)',
  sql: () => `
    SELECT ${identity({ catalog: 'pg_parameter_acl', oid: 'a.oid', kind: "'parameter'", name: 'quote_ident(parname)' })},
      ${list('paracl', 'privileges')}
    FROM pg_parameter_acl a`,
};

export const privilegeKinds: readonly KindQuery[] = [defaultPrivileges, systemPrivileges, parameters];
