import type { Action } from '../statement/action.ts';
import { keyOf, type Name } from '../statement/name.ts';
import type { Statement } from '../statement/script.ts';

type SchemaObjectKind = 'relation' | 'column' | 'constraint' | 'type' | 'schema' | 'function';

/** Something a migration creates or drops, as it is named there. */
export interface SchemaObject {
  kind: SchemaObjectKind;
  /** With its schema if that is written, or if the file sets the search path. */
  name: readonly string[];
  /** What it goes with: the table of a column, constraint, index, partition or sequence; empty if that is not written. */
  table?: readonly string[];
}

export interface SchemaEffect {
  change: 'create' | 'drop';
  object: SchemaObject;
  /** A drop that takes what depends on the object. */
  cascade?: boolean;
}

/**
 * What statements plainly do to the schema: objects created, dropped, renamed and moved (a drop and a create). Temporary
 * objects and what an opaque DO block or a function does are left out.
 */
export function schemaEffects(statements: readonly Statement[]): SchemaEffect[] {
  const actions = statements.flatMap((statement) => (createsTemporary(statement) ? [] : statement.actions));
  const temporary = new Set(
    actions.flatMap((action) => (action.kind === 'create-table' && action.temporary ? [keyOf(action.table)] : [])),
  );
  return actions
    .filter((action) => !('table' in action && action.table !== undefined && temporary.has(keyOf(action.table))))
    .flatMap(effectsOf)
    .filter(({ object: { name, table = [] } }) => ![name, table].some(([first]) => first?.startsWith('pg_temp')));
}

/** CREATE TEMPORARY VIEW and SEQUENCE; tables say it themselves. */
function createsTemporary({ node }: Statement): boolean {
  const created =
    'ViewStmt' in node ? node.ViewStmt.view : 'CreateSeqStmt' in node ? node.CreateSeqStmt.sequence : undefined;
  return created?.relpersistence === 't';
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
      return within(action.partitionOf, effect('create', 'table', action.table));
    }
    case 'create-index': {
      // PostgreSQL chooses the name of an index without one.
      return within(action.table, effect('create', 'index', action.name));
    }
    case 'create': {
      const created = action.on === undefined ? effect('create', action.what, action.name) : [];
      // The owner may be set later.
      return action.what === 'sequence' ? within('unknown', created) : created;
    }
    case 'drop': {
      const dropped = action.on === undefined ? effect('drop', action.what, action.name) : [];
      return dropped.map((each) => ({ ...each, cascade: action.cascade }));
    }
    case 'add-column': {
      return ofTable('create', 'column', action.table, action.column.name);
    }
    case 'drop-column': {
      const dropped = ofTable('drop', 'column', action.table, action.column);
      return dropped.map((each) => ({ ...each, cascade: action.cascade }));
    }
    case 'add-constraint': {
      const { table, constraint } = action;
      const { name, usingIndex } = constraint;
      // The index gets the name of the constraint.
      const index = usingIndex === undefined ? undefined : { ...table, name: usingIndex };
      return [...effect('drop', 'index', index), ...ofTable('create', 'constraint', table, name ?? usingIndex)];
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
      return what === 'index' ? within('unknown', renamed) : renamed;
    }
    case 'move': {
      const { what, name, schema } = action;
      return [...effect('drop', what, name), ...effect('create', what, { ...name, schema, qualified: true })];
    }
    default: {
      return [];
    }
  }
}

function effect(change: SchemaEffect['change'], what: string, name: Name | undefined): SchemaEffect[] {
  const kind = KINDS[what];
  return kind === undefined || name === undefined ? [] : [{ change, object: { kind, name: pathOf(name) } }];
}

function within(table: Name | 'unknown' | undefined, effects: SchemaEffect[]): SchemaEffect[] {
  return table === undefined
    ? effects
    : effects.map((each) => ({
        ...each,
        object: { ...each.object, table: table === 'unknown' ? [] : pathOf(table) },
      }));
}

function ofTable(
  change: SchemaEffect['change'],
  kind: 'column' | 'constraint',
  table: Name,
  name: string | undefined,
): SchemaEffect[] {
  return name === undefined ? [] : [{ change, object: { kind, name: [name], table: pathOf(table) } }];
}

/** Without a schema the session that looks for the object finds it, unless the file has another search path. */
function pathOf({ schema, name, qualified }: Name): string[] {
  return qualified || (schema !== 'public' && schema !== '') ? [schema, name] : [name];
}
