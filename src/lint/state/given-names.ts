import { freeName, writeDefaultName } from '../../sql/default-names.ts';
import type { Action, AddConstraint, CreateIndex } from '../../sql/statement/action.ts';
import type { ConstraintSpec } from '../../sql/statement/table-spec.ts';
import { constraintName } from '../facts/file-effects.ts';
import type { CatalogTable } from './catalog-table.ts';
import { keyOf, type Name } from '../../sql/statement/name.ts';
import type { SchemaState } from './schema-state.ts';

const NONE: ReadonlyMap<Action, string> = new Map();

/** Kinds of objects that share their names with tables and indexes. */
const RELATIONS = ['view', 'materialized view', 'sequence', 'type'];

/**
 * The names that PostgreSQL gives to indexes and added constraints that are written without one, by action: the next that
 * the state before the statement has free. One that cannot be told for sure is left out.
 *
 * @see `ChooseConstraintName` and `ChooseRelationName` in https://github.com/postgres/postgres/tree/REL_18_STABLE/src/backend
 */
export function defaultNames(actions: readonly Action[], schema: SchemaState): ReadonlyMap<Action, string> {
  if (!actions.some(isUnnamed)) {
    return NONE;
  }
  const names = new Map<Action, string>();
  const taken = new Set(actions.flatMap(namesWithColumn));
  for (const action of actions.filter((each) => each.kind === 'add-constraint' || each.kind === 'create-index')) {
    const name = isUnnamed(action) ? nameOf(action, actions, schema, taken) : undefined;
    if (name !== undefined) {
      names.set(action, name);
    }
    if (action.kind === 'add-constraint') {
      taken.add(name ?? constraintName(action.constraint));
    }
  }
  return names;
}

function isUnnamed(action: Action): boolean {
  return action.kind === 'create-index'
    ? action.name === undefined
    : action.kind === 'add-constraint' && action.constraint.name === undefined;
}

/** Constraints that are written at a new column are named first. */
function namesWithColumn(action: Action): string[] {
  return action.kind === 'add-column' ? action.constraints.map(constraintName) : [];
}

function nameOf(
  action: AddConstraint | CreateIndex,
  actions: readonly Action[],
  schema: SchemaState,
  taken: ReadonlySet<string>,
): string | undefined {
  if (action.kind === 'create-index') {
    return indexName(action, schema);
  }
  const { constraint } = action;
  const table = schema.table(action.table);
  if (table === undefined || constraint.given === undefined || constraint.usingIndex !== undefined) {
    return undefined;
  }
  const first = writeDefaultName(constraint.given);
  const name = freeName(constraint.given, (each) => table.constraints.has(each) || taken.has(each));
  // What else the statement does may free the name, and a key may have got another by its index.
  const mayBeNumbered = !hasIndex(constraint) && actions.every(({ kind }) => kind === 'add-constraint');
  return (name === first || mayBeNumbered) && isTold(constraint, table) && !isElsewhere(schema, table, constraint, name)
    ? name
    : undefined;
}

/** Whether all that may have the constraint's name in its table is known, and the constraint will be made. */
function isTold({ kind, columns }: ConstraintSpec, table: CatalogTable): boolean {
  return (
    table.partitionOf === undefined &&
    (table.complete || kind === 'primary key') &&
    // NOT NULL where it holds already creates no constraint.
    (kind !== 'not null' || columns.every((column) => table.columns.get(column)?.notNull === false))
  );
}

function isElsewhere(schema: SchemaState, { name: table }: CatalogTable, constraint: ConstraintSpec, name: string) {
  return isConstraint(schema, { ...table, name }) || (hasIndex(constraint) && isRelation(schema, { ...table, name }));
}

function hasIndex({ kind }: ConstraintSpec): boolean {
  return kind === 'primary key' || kind === 'unique' || kind === 'exclusion';
}

function indexName({ table, given }: CreateIndex, schema: SchemaState): string | undefined {
  const on = schema.table(table)?.name ?? schema.object('materialized view', table)?.name;
  if (on === undefined) {
    return undefined;
  }
  const name = freeName(given, (each) => schema.indexes.has(keyOf({ ...on, name: each })));
  return isConstraint(schema, { ...on, name }) || isRelation(schema, { ...on, name }) ? undefined : name;
}

/** Constraints of a schema share their names only where PostgreSQL gives them. */
function isConstraint({ tables }: SchemaState, { schema, name }: Name): boolean {
  return tables.find((table) => table.name.schema === schema && table.constraints.has(name)) !== undefined;
}

function isRelation(state: SchemaState, name: Name): boolean {
  const key = keyOf(name);
  return (
    state.tables.has(key) || state.indexes.has(key) || RELATIONS.some((kind) => state.object(kind, name) !== undefined)
  );
}
