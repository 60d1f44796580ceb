import type { Assembly } from '../snapshot/snapshot-builder.ts';
import { ALL_KINDS } from '../kinds/all-kinds.ts';
import { columns } from '../kinds/columns.ts';
import { constraints } from '../kinds/constraints.ts';
import { indexes } from '../kinds/indexes.ts';
import type { KindQuery } from '../kinds/kind-query.ts';
import { foreignTables, relations } from '../kinds/relations.ts';
import { aggregates, routines } from '../kinds/routines.ts';
import { sequences } from '../kinds/sequences.ts';
import { statistics } from '../kinds/statistics.ts';
import { internalTriggers, policies, rules, triggers } from '../kinds/triggers.ts';
import { baseTypes, rangeTypes, types } from '../kinds/types.ts';

/** Kinds that can be read for some relations, types or routines alone, with the catalogs that have a row for each. */
const OF_RELATIONS = new Map<KindQuery, string>([
  [relations, 'pg_class'],
  [foreignTables, 'pg_foreign_table'],
  [columns, 'pg_attribute'],
  [constraints, 'pg_constraint'],
  [indexes, 'pg_index'],
  [sequences, 'pg_sequence'],
  [triggers, 'pg_trigger'],
  [internalTriggers, 'pg_trigger'],
  [rules, 'pg_rewrite'],
  [policies, 'pg_policy'],
  [statistics, 'pg_statistic_ext'],
]);
const OF_TYPES = new Map<KindQuery, string>([
  [types, 'pg_type'],
  [rangeTypes, 'pg_range'],
  [baseTypes, 'pg_type'],
  [constraints, 'pg_constraint'],
]);
const OF_ROUTINES = new Map<KindQuery, string>([
  [routines, 'pg_proc'],
  [aggregates, 'pg_aggregate'],
]);

const SCOPED = new Map([...OF_RELATIONS, ...OF_TYPES, ...OF_ROUTINES]);

export const SCOPE_PARAMETERS = 'oid[], oid[], oid[]';

interface Scope {
  relations: ReadonlySet<string>;
  types: ReadonlySet<string>;
  routines: ReadonlySet<string>;
  /** Catalogs that have new rows. */
  grown: ReadonlySet<string>;
}

/**
 * The kinds that tell something of these relations, types and routines, parents before what belongs to them: those that
 * told something before, and those whose catalogs have new rows.
 */
export function kindsWithin(scope: Scope, assembly: Assembly): KindQuery[] {
  const units = unitsWithin(scope);
  const told = new Set<KindQuery>();
  for (const unit of units) {
    for (const { query } of assembly.members(unit)) {
      told.add(query);
    }
  }
  // What goes with a table that was ignored has told nothing before.
  const wasIgnored = units.some((unit) => assembly.isIgnored(unit));
  return ALL_KINDS.filter(
    (query) =>
      ((scope.relations.size > 0 && OF_RELATIONS.has(query)) ||
        (scope.types.size > 0 && OF_TYPES.has(query)) ||
        (scope.routines.size > 0 && OF_ROUTINES.has(query))) &&
      (wasIgnored || told.has(query) || scope.grown.has(SCOPED.get(query) ?? '')),
  );
}

/** The parameters of a scoped statement. */
export function scopeArguments({ relations: tables, types: some, routines: others }: Scope): string[] {
  return [tables, some, others].map((oids) => `{${[...oids].join(',')}}`);
}

/** The keys of what is read with this scope. */
export function unitsWithin({ relations: tables, types: some, routines: others }: Scope): string[] {
  return [
    ...[...tables].map((oid) => `pg_class/${oid}/0`),
    ...[...some].map((oid) => `pg_type/${oid}/0`),
    ...[...others].map((oid) => `pg_proc/${oid}/0`),
  ];
}
