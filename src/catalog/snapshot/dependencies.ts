import type { ClientBase } from 'pg';

import { FIRST_USER_OID } from '../kinds/kind-query.ts';
import { runBatch, type Cell, type StatementResult } from './batch.ts';
import { objectKey } from './catalog-object.ts';
import { preflightQueries, readFully, type CatalogSnapshot, type ReadOptions } from './describe-schema.ts';
import { readTransaction } from './read-transaction.ts';
import type { SnapshotBuilder } from './snapshot-builder.ts';

/** One object that cannot be without another: the keys of both, as in a snapshot. */
export interface Dependency {
  object: string;
  on: string;
}

/** A database with what depends on what. */
export interface DependentObjects {
  snapshot: CatalogSnapshot;
  /** Of objects that users made, on such objects; a view's query counts as the view, a default as its column. */
  dependencies: Dependency[];
  /** The tables whose rows were not read although they should be. */
  unreadRows: readonly string[];
}

/** SQL for the key of an entry, as `SnapshotBuilder` makes it, of the object that a row of pg_depend names. */
function entryKey(catalog: string, oid: string, sub: string): string {
  return `CASE ${catalog}
    WHEN 'pg_rewrite'::regclass THEN (SELECT CASE WHEN rulename = '_RETURN' THEN 'pg_class/' || ev_class ELSE 'pg_rewrite/' || oid END
      || '/0' FROM pg_rewrite WHERE oid = ${oid})
    WHEN 'pg_attrdef'::regclass THEN (SELECT 'pg_class/' || adrelid || '/' || adnum FROM pg_attrdef WHERE oid = ${oid})
    WHEN 'pg_type'::regclass THEN (SELECT CASE WHEN c.relkind IS DISTINCT FROM 'c' AND c.oid IS NOT NULL THEN 'pg_class/' || c.oid
        ELSE 'pg_type/' || coalesce(r.rngtypid, own.oid) END || '/0'
      FROM pg_type t JOIN pg_type own ON own.oid = CASE WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem ELSE t.oid END
        LEFT JOIN pg_class c ON c.oid = own.typrelid LEFT JOIN pg_range r ON r.rngmultitypid = own.oid WHERE t.oid = ${oid})
    WHEN 'pg_class'::regclass THEN (SELECT CASE WHEN relkind = 'c' AND ${sub} = 0 THEN 'pg_type/' || reltype ELSE 'pg_class/' || oid END
      || '/' || ${sub} FROM pg_class WHERE oid = ${oid})
    ELSE ${catalog}::regclass || '/' || ${oid} || '/' || ${sub} END`;
}

/** https://www.postgresql.org/docs/current/catalog-pg-depend.html; members of extensions are left out. */
export const DEPENDENCIES = `SELECT DISTINCT ${entryKey('classid', 'objid', 'objsubid')}, ${entryKey('refclassid', 'refobjid', 'refobjsubid')}
  FROM pg_depend WHERE deptype IN ('n', 'a', 'i', 'P', 'S') AND objid >= ${FIRST_USER_OID} AND refobjid >= ${FIRST_USER_OID}`;

/**
 * What depends on what in the connected database.
 *
 * @throws UsageError `SNAPSHOT_IN_TRANSACTION` if the client is in a transaction
 */
export async function readDependencies(client: ClientBase): Promise<Dependency[]> {
  const { dependencies } = await describeDependencies(client, { rows: false, clusterWide: false });
  return dependencies;
}

/**
 * Describes the connected database as `describeSchema` does, and what depends on what in it.
 *
 * @throws as `describeSchema`
 */
export function describeDependencies(client: ClientBase, options: ReadOptions = {}): Promise<DependentObjects> {
  return readTransaction(client, preflightQueries(), async (results) => {
    const { snapshot, builder, unread } = await readFully(client, options, results);
    const [found] = await runBatch(client, [DEPENDENCIES]);
    return {
      snapshot,
      dependencies: dependenciesBetween(builder, found),
      unreadRows: unread.map(({ table }) => table),
    };
  });
}

/**
 * Interprets the result of `DEPENDENCIES`.
 *
 * @param builder of a snapshot of the same state
 */
export function dependenciesBetween(builder: SnapshotBuilder, found: StatementResult | undefined): Dependency[] {
  const keyOf = (place: Cell | undefined): string | undefined => {
    const entry = builder.entry(`${place}`) ?? builder.entry(`${place}`.replace(/\d+$/, '0'));
    return entry?.object && objectKey(entry.object);
  };
  return (found?.rows ?? []).flatMap(([of, target]) => {
    const [object, on] = [keyOf(of), keyOf(target)];
    return object === undefined || on === undefined || object === on ? [] : [{ object, on }];
  });
}
