import { quoteLiteral } from '../../sql/quote.ts';
import type { Cell } from './batch.ts';
import { FIRST_USER_OID, notMemberOf } from '../kinds/kind-query.ts';

/**
 * A statement for the comments and security labels of whatever is described: catalog, OID, sub-OID, property, text.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-description.html
 */
export function annotations(clusterWide: boolean): string {
  const shared = `WHERE (classoid <> 'pg_database'::regclass AND ${clusterWide})
    OR (classoid = 'pg_database'::regclass AND objoid = (SELECT oid FROM pg_database WHERE datname = current_database()))`;
  return `SELECT classoid::regclass::text, objoid, objsubid, 'comment', description FROM pg_description
    WHERE objoid >= ${FIRST_USER_OID} AND ${notMemberOf('classoid', 'objoid')}
    UNION ALL SELECT 'pg_namespace', oid, 0, 'comment', obj_description(oid, 'pg_namespace') FROM pg_namespace
    WHERE nspname = 'public' AND oid < ${FIRST_USER_OID} AND obj_description(oid, 'pg_namespace') IS NOT NULL
    UNION ALL SELECT classoid::regclass::text, objoid, 0, 'comment', description FROM pg_shdescription ${shared}
    UNION ALL SELECT classoid::regclass::text, objoid, objsubid, 'security label for ' || provider, label FROM pg_seclabel
    UNION ALL SELECT classoid::regclass::text, objoid, 0, 'security label for ' || provider, label FROM pg_shseclabel ${shared}`;
}

/** A statement that names the objects of annotations that found none, those of temporary objects left out. */
export function strayAnnotations(strays: readonly (readonly Cell[])[]): string {
  const values = strays.map(
    ([catalog, oid, sub, property]) =>
      `(${quoteLiteral(`${catalog}`)}::regclass, ${oid}::oid, ${sub}, ${quoteLiteral(`${property}`)})`,
  );
  return `SELECT property, type, identity FROM (VALUES ${values.join(', ')}) stray (catalog, oid, sub, property),
    pg_identify_object(catalog, oid, sub) WHERE identity NOT LIKE '%pg\\_temp%'`;
}
