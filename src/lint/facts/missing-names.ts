import { textOf } from '../../sql/lazy-text.ts';
import type { Action } from '../../sql/statement/action.ts';
import { keyOf, nameFrom, showName, type Name } from '../../sql/statement/name.ts';
import type { ColumnSpec } from '../../sql/statement/table-spec.ts';
import { PUBLIC, type CatalogTable } from '../state/catalog-table.ts';
import { TYPES_OF_EXTENSIONS } from '../state/hidden-objects.ts';
import { objectKey } from '../state/object-key.ts';
import type { SchemaState } from '../state/schema-state.ts';
import { BUILT_IN_TYPES } from './built-in-types.ts';

/** The table, column or type that an action names and that is not there, of a state that is whole. */
export function missingName(action: Action, schema: SchemaState, added: ReadonlySet<string>): string | undefined {
  const { table, columns } = namesIn(action);
  if (table !== undefined) {
    const known = schema.table(table);
    if (known === undefined) {
      return isMissing(table, schema) ? `there is no table ${showName(table)}` : undefined;
    }
    const column = columns.find((each) => isMissingColumn(each, known, added));
    if (column !== undefined) {
      return `${showName(table)} has no column ${column}`;
    }
  }
  const other = constraintsOf(action).find(
    ({ references }) => references !== undefined && isMissing(references, schema),
  );
  if (other?.references !== undefined && !isSelf(action, other.references)) {
    return `there is no table ${showName(other.references)}`;
  }
  const typed = typesIn(action).find((each) => isMissingType(each, schema));
  return typed && `there is no type ${typed.type}`;
}

/** The constraints that an action adds. */
export function constraintsOf(action: Action) {
  return action.kind === 'add-constraint'
    ? [action.constraint]
    : action.kind === 'create-table' || action.kind === 'add-column'
      ? action.constraints
      : [];
}

function isSelf(action: Action, name: Name): boolean {
  return 'table' in action && action.table.name === name.name;
}

function namesIn(action: Action): { table: Name | undefined; columns: readonly string[] } {
  switch (action.kind) {
    case 'create-index': {
      return { table: action.table, columns: [...action.columns, ...action.mentioned] };
    }
    case 'add-constraint': {
      const { columns, condition } = action.constraint;
      return { table: action.table, columns: [...columns, ...(condition?.columns ?? [])] };
    }
    case 'alter-column': {
      return { table: action.table, columns: [action.column] };
    }
    case 'drop-column': {
      return { table: action.table, columns: action.guarded ? [] : [action.column] };
    }
    case 'insert': {
      return { table: action.table, columns: action.columns ?? [] };
    }
    case 'update': {
      return { table: action.table, columns: action.assignments.map(({ column }) => column) };
    }
    case 'delete':
    case 'truncate':
    case 'add-column':
    case 'alter-table': {
      return { table: action.table, columns: [] };
    }
    case 'rename': {
      const { what, name, from, guarded } = action;
      return {
        table: what === 'column' || (what === 'table' && !guarded) ? name : undefined,
        columns: what === 'column' ? [from] : [],
      };
    }
    case 'drop': {
      return { table: action.what === 'table' && !action.guarded ? action.name : undefined, columns: [] };
    }
    case 'comment': {
      const { what, path } = action;
      return what === 'column'
        ? { table: nameFrom(path.slice(0, -1), PUBLIC.name.name), columns: path.slice(-1) }
        : { table: what === 'table' ? nameFrom(path, PUBLIC.name.name) : undefined, columns: [] };
    }
    default: {
      return { table: undefined, columns: [] };
    }
  }
}

const SYSTEM_COLUMNS = new Set(['', 'ctid', 'tableoid', 'xmin', 'xmax', 'cmin', 'cmax']);

function isMissingColumn(column: string, table: CatalogTable, added: ReadonlySet<string>): boolean {
  const { columns, complete, partitionOf, name } = table;
  const isKnown = columns.has(column) || added.has(column) || SYSTEM_COLUMNS.has(column) || column === name.name;
  return complete && partitionOf === undefined && !isKnown;
}

/** Kinds of objects that statements about tables may name too. */
const LIKE_TABLES = new Set(['view', 'materialized view', 'sequence', 'type']);

/** Whether nothing has this name, in a schema whose tables the chain makes. Elsewhere others may make them. */
function isMissing({ schema, name, qualified }: Name, { tables, indexes, objects }: SchemaState): boolean {
  const isNamed = ({ name: other }: { name: Name }): boolean => other.name === name;
  const isThere =
    [...tables.endingIn(name), ...indexes.endingIn(name)].some(isNamed) ||
    [...objects.endingIn(name)].some((each) => LIKE_TABLES.has(each.what) && isNamed(each));
  const isOwn =
    schema === PUBLIC.name.name || objects.has(objectKey('schema', { schema: '', name: schema, qualified: false }));
  return (
    !isThere &&
    isOwn &&
    name !== 'schema_migrations' &&
    !mayBeMadeByServer(name, tables) &&
    // Without a schema it may be anywhere on the path.
    tables.find((table) => (qualified ? table.name.schema === schema : !table.name.qualified)) !== undefined
  );
}

/** System catalogs, the indexes of constraints and the sequences of columns, which ALTER TABLE and ALTER INDEX name too. */
function mayBeMadeByServer(name: string, tables: SchemaState['tables']): boolean {
  return (
    /^pg_|_(?:seq|pkey|key|excl)\d*$/.test(name) ||
    tables.find(({ constraints }) => constraints.has(name)) !== undefined
  );
}

function typesIn(action: Action): readonly ColumnSpec[] {
  switch (action.kind) {
    case 'create-table': {
      return action.columns;
    }
    case 'add-column': {
      return [action.column];
    }
    case 'alter-column': {
      return action.spec === undefined ? [] : [action.spec];
    }
    case 'create': {
      return [...action.columns, ...(action.base === undefined ? [] : [action.base])];
    }
    default: {
      return [];
    }
  }
}

function isMissingType({ type, typeSchema }: ColumnSpec, { tables, objects }: SchemaState): boolean {
  const name = type.replace(/(?:\[\])+$/, '');
  const isNamed = ({ name: other }: { name: Name }): boolean => other.name === name;
  return (
    name !== '' &&
    typeSchema === undefined &&
    !BUILT_IN_TYPES.has(name) &&
    !name.startsWith('_') &&
    !name.endsWith('multirange') &&
    ![...objects.endingIn(name), ...tables.endingIn(name)].some(isNamed) &&
    objects.find(
      (each) =>
        (each.what === 'extension' && TYPES_OF_EXTENSIONS.get(each.name.name)?.includes(name) === true) ||
        // The type of multiranges that a range type names.
        (each.what === 'type' && textOf(each.shape).includes(`"sval":${JSON.stringify(name)}`)),
    ) === undefined
  );
}

/** A key for sets of columns in any order. */
function columnsKey(columns: readonly string[]): string {
  return [...new Set(columns)].toSorted().join('\n');
}

/** Whether a key, or a unique index without condition and expressions, has exactly these columns. */
export function hasUniqueKey(
  table: CatalogTable,
  columns: readonly string[],
  { indexes }: SchemaState,
  partial = false,
) {
  const [wanted, own] = [columnsKey(columns), keyOf(table.name)];
  return (
    [...table.constraints.values()].some(
      ({ kind, columns: keys }) =>
        (kind === 'primary key' || kind === 'unique' || kind === 'exclusion') && columnsKey(keys) === wanted,
    ) ||
    indexes.find(
      (index) =>
        index.table === own &&
        index.unique &&
        (partial || !index.partial) &&
        (columnsKey(index.columns) === wanted || (index.columns.includes('') && columns.includes(''))),
    ) !== undefined
  );
}
