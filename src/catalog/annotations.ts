import { FIRST_USER_OID, notMemberOf } from './kinds/kind-query.ts';

/**
 * A statement for the comments and security labels of whatever is described: catalog, OID, sub-OID, property, text.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-description.html
 */
export function annotations(clusterWide: boolean): string {
  const shared = `WHERE (classoid <> 'pg_database'::regclass AND ${clusterWide})
    OR (classoid = 'pg_database'::regclass AND objoid = (SELECT oid FROM pg_database WHERE datname = current_database()))`;
  return `SELECT classoid::regclass, objoid, objsubid, 'comment', description FROM pg_description
    WHERE (objoid >= ${FIRST_USER_OID} OR objoid IN (SELECT oid FROM pg_namespace WHERE nspname = 'public'))
      AND ${notMemberOf('classoid', 'objoid')}
    UNION ALL SELECT classoid::regclass, objoid, 0, 'comment', description FROM pg_shdescription ${shared}
    UNION ALL SELECT classoid::regclass, objoid, objsubid, 'security label for ' || provider, label FROM pg_seclabel
    UNION ALL SELECT classoid::regclass, objoid, 0, 'security label for ' || provider, label FROM pg_shseclabel ${shared}`;
}
