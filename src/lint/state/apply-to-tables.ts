import { freeName } from '../../sql/default-names.ts';
import type { Action } from '../../sql/statement/action.ts';
import type { ColumnSpec, ConstraintSpec } from '../../sql/statement/table-spec.ts';
import { keyOf, type Name } from '../../sql/statement/name.ts';
import {
  UNKNOWN_DEFINITION,
  type CatalogColumn,
  type CatalogConstraint,
  type CatalogTable,
  type Origin,
} from './catalog-table.ts';
import { dropWithColumn } from './apply-drop.ts';
import { alterPart, columnOfNotNull, noteNotNull, renamePart } from './column-properties.ts';
import { forgetIndex, forgetPart } from './catalog-property.ts';
import { dropReferences, needsDropped } from './references.ts';
import type { SchemaMaps } from './schema-maps.ts';

/** Applies what an action does to tables, columns and constraints. */
export function applyToTables(state: SchemaMaps, action: Action, origin: Origin): void {
  if (action.kind === 'create-table') {
    const { table: name, columns, constraints, hasMore, partitionOf } = action;
    const parent = partitionOf && state.table(partitionOf);
    if (action.guarded && state.table(name) !== undefined) {
      return;
    }
    state.tables.set(keyOf(name), {
      id: { createdAs: name.name },
      name,
      origin,
      columns: new Map([
        ...(parent?.columns ?? []),
        ...columns.map((column): [string, CatalogColumn] => [column.name, known(column, origin)]),
      ]),
      constraints: namedAll(constraints, origin),
      complete: !hasMore || parent?.complete === true,
      partitionOf,
      temporary: action.temporary,
      partitioned: action.partitioned,
      partitionKey: action.partitionKey,
      isDefaultPartition: action.isDefaultPartition,
      unlogged: action.unlogged,
      hasSeedRows: false,
      member: undefined,
    });
    return;
  }
  const name = tableOf(action);
  const table = name && state.table(name);
  if (table === undefined) {
    return;
  }
  const changed = changedTable(table, withIndexColumns(action, table, state), origin);
  if (changed !== table) {
    state.tables.set(keyOf(table.name), changed);
    const changedColumns = [...table.columns].flatMap(([column, before]) => {
      const after = changed.columns.get(column);
      return after === undefined || after === before ? [] : [column];
    });
    for (const key of [...touchedParts(action), ...changedColumns]) {
      state.changed.set(`${keyOf(table.name)}.${key}`, origin);
    }
  }
  if ((action.kind === 'drop-constraint' || action.kind === 'drop-column') && action.cascade) {
    dropReferences(state, keyOf(table.name), (each) => needsDropped(each, action, table), origin);
  }
  if (action.kind === 'drop-constraint') {
    forgetPart(state.properties, table.name, `constraint ${action.name}`);
    forgetIndex(state.properties, { ...table.name, name: action.name });
  }
  if (action.kind === 'alter-table') {
    alterStorage(state, table, action);
  }
  if (action.kind === 'drop-column') {
    dropWithColumn(state, table, action.column, origin);
  }
  if (action.kind === 'rename' && action.what === 'column') {
    const { from, to } = action;
    const renamed = (names: readonly string[]): string[] => names.map((each) => (each === from ? to : each));
    const own = keyOf(table.name);
    for (const [key, index] of state.indexes.filter((each) => each.table === own && each.mentioned.includes(from))) {
      const [columns, mentioned] = [renamed(index.columns), renamed(index.mentioned)];
      state.indexes.set(key, { ...index, columns, mentioned, coverage: UNKNOWN_DEFINITION, shape: UNKNOWN_DEFINITION });
    }
  }
}

/** What belongs to a table as a whole: its partitions, and whether it is logged. */
function alterStorage(state: SchemaMaps, table: CatalogTable, action: Extract<Action, { kind: 'alter-table' }>): void {
  const { subtype, partition, isDefaultPartition } = action;
  const child = partition && state.table(partition);
  const current = state.tables.get(keyOf(table.name)) ?? table;
  if (subtype === 'AT_AttachPartition' && child !== undefined) {
    state.tables.set(keyOf(child.name), { ...child, partitionOf: table.name, isDefaultPartition });
  } else if (subtype === 'AT_DetachPartition' && child !== undefined) {
    // It has columns that its table was given meanwhile.
    state.tables.set(keyOf(child.name), {
      ...child,
      partitionOf: undefined,
      isDefaultPartition: false,
      complete: false,
    });
  } else if (subtype === 'AT_AddInherit') {
    state.tables.set(keyOf(table.name), { ...current, complete: false });
  } else if (subtype === 'AT_SetLogged' || subtype === 'AT_SetUnLogged') {
    state.tables.set(keyOf(table.name), { ...current, unlogged: subtype === 'AT_SetUnLogged' });
  }
}

/** A key that is added USING INDEX has the columns of the index. */
function withIndexColumns(action: Action, { name: table }: CatalogTable, { indexes }: SchemaMaps): Action {
  if (action.kind !== 'add-constraint' || action.constraint.usingIndex === undefined) {
    return action;
  }
  const { constraint } = action;
  const index = indexes.get(keyOf({ ...table, name: constraint.usingIndex ?? '' }));
  return { ...action, constraint: { ...constraint, columns: index?.columns ?? constraint.columns } };
}

function tableOf(action: Action): Name | undefined {
  switch (action.kind) {
    case 'add-column':
    case 'drop-column':
    case 'alter-column':
    case 'add-constraint':
    case 'drop-constraint':
    case 'alter-table': {
      return action.table;
    }
    case 'rename': {
      return action.name;
    }
    default: {
      return undefined;
    }
  }
}

function touchedParts(action: Action): string[] {
  switch (action.kind) {
    case 'drop-column':
    case 'alter-column': {
      return [action.column];
    }
    case 'drop-constraint': {
      return [action.name];
    }
    case 'alter-table': {
      return action.enforced === undefined ? [] : [action.name ?? ''];
    }
    case 'rename': {
      return [action.from];
    }
    default: {
      return [];
    }
  }
}

function changedTable(table: CatalogTable, action: Action, origin: Origin): CatalogTable {
  const columns = new Map(table.columns);
  const constraints = new Map(table.constraints);
  const setColumn = (name: string, change: Partial<CatalogColumn>): void => {
    const column = columns.get(name);
    if (column !== undefined && (change.notNull === undefined || change.notNull !== column.notNull)) {
      columns.set(name, { ...column, ...change });
    }
  };
  switch (action.kind) {
    case 'add-column': {
      if (action.guarded && columns.has(action.column.name)) {
        return table;
      }
      columns.set(action.column.name, known(action.column, origin));
      for (const each of action.constraints) {
        addNamed(constraints, each, origin);
      }
      break;
    }
    case 'drop-column': {
      columns.delete(action.column);
      for (const [key, constraint] of constraints) {
        const { columns: own, condition } = constraint;
        if (own.includes(action.column) || condition?.columns.includes(action.column) === true) {
          constraints.delete(key);
        }
      }
      break;
    }
    case 'alter-column': {
      setColumn(action.column, changedColumn(action));
      noteNotNull(constraints, action);
      break;
    }
    case 'add-constraint': {
      const { constraint } = action;
      const { kind, columns: own } = constraint;
      // A second NOT NULL of a column adds nothing.
      if (kind !== 'not null' || !own.some((column) => columns.get(column)?.notNull === true)) {
        addNamed(constraints, constraint, origin);
      }
      if (kind === 'primary key' || kind === 'not null') {
        own.forEach((column) => setColumn(column, { notNull: true }));
      }
      break;
    }
    case 'drop-constraint': {
      const dropped = constraints.get(action.name);
      const named = dropped === undefined ? columnOfNotNull(table, action.name) : undefined;
      const nullable = dropped?.kind === 'not null' ? dropped.columns : named === undefined ? [] : [named];
      nullable.forEach((column) => setColumn(column, { notNull: false }));
      constraints.delete(action.name);
      break;
    }
    case 'alter-table': {
      alterPart(action, columns, constraints);
      break;
    }
    case 'rename': {
      renamePart(action, columns, constraints);
      break;
    }
    default: {
      return table;
    }
  }
  return { ...table, columns, constraints };
}

function changedColumn({
  change,
  spec,
  defaultValue,
}: Extract<Action, { kind: 'alter-column' }>): Partial<CatalogColumn> {
  switch (change) {
    case 'type': {
      const { type, typeSchema, modifiers, collation } = spec ?? {};
      return type === undefined ? {} : { type, typeSchema, modifiers: modifiers ?? [], collation };
    }
    case 'set-default':
    case 'drop-default': {
      return { defaultValue };
    }
    case 'set-not-null': {
      return { notNull: true };
    }
    case 'drop-not-null': {
      return { notNull: false };
    }
  }
}

function known(column: ColumnSpec, origin: Origin): CatalogColumn {
  return { ...column, id: { createdAs: column.name }, origin };
}

function namedAll(constraints: readonly ConstraintSpec[], origin: Origin): Map<string, CatalogConstraint> {
  const all = new Map<string, CatalogConstraint>();
  constraints.forEach((each) => addNamed(all, each, origin));
  return all;
}

/** Adds it by its name, or by the next free name of its table if it has none. */
function addNamed(to: Map<string, CatalogConstraint>, constraint: ConstraintSpec, origin: Origin): void {
  const { name, usingIndex, given, kind } = constraint;
  // A second NOT NULL changes nothing.
  const free = given && freeName(given, (each) => kind !== 'not null' && to.has(each));
  to.set(name ?? usingIndex ?? free ?? '', { ...constraint, origin });
}
