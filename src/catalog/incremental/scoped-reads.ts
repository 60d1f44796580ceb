import { ALL_KINDS } from '../kinds/all-kinds.ts';
import type { KindQuery, Scope } from '../kinds/kind-query.ts';
import type { SnapshotBuilder } from '../snapshot/snapshot-builder.ts';

export const SCOPE_PARAMETERS = 'oid[], oid[], oid[]';

/** The OIDs of the relations, types and routines to read again. */
type ScopedOids = Readonly<Record<Scope, ReadonlySet<string>>>;

/**
 * The queries for these relations, types and routines, parents before their parts: those that described something
 * before, and those whose catalogs have new rows.
 *
 * @param grown catalogs that have new rows
 */
export function scopedQueries(oids: ScopedOids, grown: ReadonlySet<string>, builder: SnapshotBuilder): KindQuery[] {
  const units = scopedUnits(oids);
  const describedBefore = new Set<KindQuery>();
  for (const unit of units) {
    for (const { query } of builder.members(unit)) {
      describedBefore.add(query);
    }
  }
  // The parts of a table that was ignored were not described before.
  const wasIgnored = units.some((unit) => builder.isIgnored(unit));
  return ALL_KINDS.filter(
    (query) =>
      query.scopes?.some((scope) => oids[scope].size > 0) === true &&
      (wasIgnored || describedBefore.has(query) || grown.has(query.catalog)),
  );
}

/** The parameters of a scoped statement. */
export function scopeArguments({ relations, types, routines }: ScopedOids): string[] {
  return [relations, types, routines].map((oids) => `{${[...oids].join(',')}}`);
}

/** The keys of the objects in this scope. */
export function scopedUnits({ relations, types, routines }: ScopedOids): string[] {
  return [
    ...[...relations].map((oid) => `pg_class/${oid}/0`),
    ...[...types].map((oid) => `pg_type/${oid}/0`),
    ...[...routines].map((oid) => `pg_proc/${oid}/0`),
  ];
}
