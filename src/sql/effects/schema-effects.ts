import type { Action } from '../statement/action.ts';
import { writtenPath, type Name } from '../statement/name.ts';
import type { Statement } from '../statement/script.ts';

type SchemaObjectKind = 'relation' | 'column' | 'constraint' | 'type' | 'schema' | 'function';

/** Something a migration creates or drops, as it is named there. */
export interface SchemaObject {
  kind: SchemaObjectKind;
  /** With its schema if that is written. */
  name: readonly string[];
  /** The table of a column, constraint or index; empty for an index whose table is not written. */
  table?: readonly string[];
}

export interface SchemaEffect {
  change: 'create' | 'drop';
  object: SchemaObject;
}

/**
 * What statements plainly do to the schema: objects created, dropped and renamed (a drop and a create). What a DO block
 * or a function does is left out.
 */
export function schemaEffects(statements: readonly Statement[]): SchemaEffect[] {
  return statements.flatMap(({ actions, within }) => (within === undefined ? actions.flatMap(effectsOf) : []));
}

const KINDS: Readonly<Record<string, SchemaObjectKind>> = {
  table: 'relation',
  view: 'relation',
  'materialized view': 'relation',
  index: 'relation',
  sequence: 'relation',
  column: 'column',
  constraint: 'constraint',
  type: 'type',
  schema: 'schema',
  function: 'function',
};

function effectsOf(action: Action): SchemaEffect[] {
  switch (action.kind) {
    case 'create-table': {
      return action.temporary ? [] : effect('create', 'table', action.table);
    }
    case 'create-index': {
      // PostgreSQL chooses the name of an index without one.
      return effect('create', 'index', action.name).map(({ change, object }) => ({
        change,
        object: { ...object, table: writtenPath(action.table) },
      }));
    }
    case 'create':
    case 'drop': {
      return action.on === undefined ? effect(action.kind, action.what, action.name) : [];
    }
    case 'add-column': {
      return ofTable('create', 'column', action.table, action.column.name);
    }
    case 'drop-column': {
      return ofTable('drop', 'column', action.table, action.column);
    }
    case 'add-constraint': {
      return ofTable('create', 'constraint', action.table, action.constraint.name);
    }
    case 'drop-constraint': {
      return ofTable('drop', 'constraint', action.table, action.name);
    }
    case 'rename': {
      const { what, name, from, to } = action;
      if (what === 'column' || what === 'constraint') {
        return [...ofTable('drop', what, name, from), ...ofTable('create', what, name, to)];
      }
      const renamed = [...effect('drop', what, name), ...effect('create', what, { ...name, name: to })];
      return what === 'index' ? renamed.map((each) => ({ ...each, object: { ...each.object, table: [] } })) : renamed;
    }
    default: {
      return [];
    }
  }
}

function effect(change: SchemaEffect['change'], what: string, name: Name | undefined): SchemaEffect[] {
  const kind = KINDS[what];
  return kind === undefined || name === undefined ? [] : [{ change, object: { kind, name: writtenPath(name) } }];
}

function ofTable(
  change: SchemaEffect['change'],
  kind: 'column' | 'constraint',
  table: Name,
  name: string | undefined,
): SchemaEffect[] {
  return name === undefined ? [] : [{ change, object: { kind, name: [name], table: writtenPath(table) } }];
}
