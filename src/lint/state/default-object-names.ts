import { freeName, writeDefaultName } from '../../sql/default-names.ts';
import type { Action, AddConstraint, CreateIndex } from '../../sql/statement/action.ts';
import type { ConstraintSpec } from '../../sql/statement/table-spec.ts';
import type { CatalogTable } from './catalog-table.ts';
import { keyOf, type Name } from '../../sql/statement/name.ts';
import type { SchemaState } from './schema-state.ts';

const NONE: ReadonlyMap<Action, string> = new Map();

/** Kinds of objects that share a namespace with tables and indexes. */
const RELATIONS = ['view', 'materialized view', 'sequence', 'type'];

/**
 * The names that PostgreSQL chooses for unnamed indexes and added constraints, by action: the next free name in the schema
 * before the statement. A name that is not certain is left out.
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

/** The constraint's name as written, or the first name that PostgreSQL tries. */
export function constraintName({ name, given }: ConstraintSpec): string {
  return name ?? (given === undefined ? '' : writeDefaultName(given));
}

function isUnnamed(action: Action): boolean {
  return action.kind === 'create-index'
    ? action.name === undefined
    : action.kind === 'add-constraint' && action.constraint.name === undefined;
}

/** Constraints of a new column are named first. */
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
  // Other actions of the statement may free the name, and a key may have another one from its index.
  const mayBeNumbered = !hasIndex(constraint) && actions.every(({ kind }) => kind === 'add-constraint');
  return (name === first || mayBeNumbered) &&
    isCertain(constraint, table) &&
    !isElsewhere(schema, table, constraint, name)
    ? name
    : undefined;
}

/** Whether everything in the table that may have the constraint's name is known, and the constraint will be created. */
function isCertain({ kind }: ConstraintSpec, table: CatalogTable): boolean {
  return table.partitionOf === undefined && (table.complete || kind === 'primary key');
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

/** Constraints share a namespace only for names that PostgreSQL chooses. */
function isConstraint({ tables }: SchemaState, { schema, name }: Name): boolean {
  return tables.find((table) => table.name.schema === schema && table.constraints.has(name)) !== undefined;
}

function isRelation(state: SchemaState, name: Name): boolean {
  const key = keyOf(name);
  return (
    state.tables.has(key) || state.indexes.has(key) || RELATIONS.some((kind) => state.object(kind, name) !== undefined)
  );
}
