import { textOf } from '../../../sql/lazy-text.ts';
import type { Drop } from '../../../sql/statement/action.ts';
import { walk } from '../../../sql/statement/expression.ts';
import { keyOf, nameFrom, showName, type Name } from '../../../sql/statement/name.ts';
import { isObject } from '../../../support/json.ts';
import type { LintStatement } from '../../engine/lint-file.ts';
import type { Rule } from '../../engine/rule.ts';
import { PUBLIC, type CatalogColumn, type CatalogTable, type Origin } from '../../state/catalog-table.ts';
import type { SchemaState } from '../../state/schema-state.ts';

export const dropHasDependents: Rule = {
  id: 'drop-has-dependents',
  group: 'reversal',
  condition: 'a dropped object or column is used by a foreign key, default, column, trigger or view',
  effect: 'PostgreSQL rejects it: "cannot drop … because other objects depend on it".',
  remedy: 'Drop in reverse order of creation: dependent objects first.',
  presets: { recommended: 'error', strict: 'error' },
  on: 'statement',
  kinds: ['drop', 'drop-column'],
  check: (statement, { schema }) => {
    for (const action of statement.conditional ? [] : statement.actions) {
      if (action.kind === 'drop-column') {
        const view = action.cascade ? undefined : usingView(action.table, action.column, schema);
        if (view !== undefined) {
          return { index: action.index, what: `${showName(action.table)}.${action.column} is used by ${view}` };
        }
      }
      const dependent = action.kind === 'drop' && !action.cascade ? dependentOf(action, statement, schema) : undefined;
      if (dependent !== undefined && action.kind === 'drop') {
        return { index: action.index, what: `${action.what} ${showName(action.name)} is used by ${dependent}` };
      }
    }
    return undefined;
  },
};

/** An object that depends on the dropped one and is not dropped by the same statement. */
function dependentOf(drop: Drop, { actions }: LintStatement, schema: SchemaState): string | undefined {
  const member = drop.what === 'table' ? schema.table(drop.name)?.member : schema.object(drop.what, drop.name)?.member;
  if (member !== undefined) {
    return `extension ${member}, whose member it is`;
  }
  const dropped = new Set(
    actions.flatMap((each) => (each.kind === 'drop' ? [keyOf(schema.table(each.name)?.name ?? each.name)] : [])),
  );
  switch (drop.what) {
    case 'table': {
      const key = keyOf(schema.table(drop.name)?.name ?? drop.name);
      return schema.tables.has(key)
        ? (referencingTable(key, dropped, schema) ?? usingView(drop.name, undefined, schema))
        : undefined;
    }
    case 'sequence':
    case 'type': {
      return usingColumn(drop, dropped, schema);
    }
    case 'function': {
      const call = `"sval":${JSON.stringify(drop.name.name)}`;
      const trigger = schema.objects.find(({ what, shape }) => what === 'trigger' && textOf(shape).includes(call));
      return trigger && `trigger ${trigger.name.name}`;
    }
    default: {
      return undefined;
    }
  }
}

/** A view that reads the table, or this column of it, and is not older than the table. */
function usingView(table: Name, column: string | undefined, schema: SchemaState): string | undefined {
  const known = schema.isWhole ? schema.table(table) : undefined;
  if (known === undefined) {
    return undefined;
  }
  const named = `"relname":${JSON.stringify(known.name.name)}`;
  const view = schema.objects.find(({ what, shape, origin }) => {
    const text = what === 'view' || what === 'materialized view' ? textOf(shape) : '';
    if (!text.includes(named) || !isBefore(known.origin, origin)) {
      return false;
    }
    const read = relationsIn(text);
    const isRead = read.some((name) => schema.table(name) === known);
    // Of several tables, a column may be of any.
    return isRead && (column === undefined || (read.length === 1 && mentionsColumn(text, column)));
  });
  return view && `${view.what} ${showName(view.name)}`;
}

/** The tables and views that the query of a view reads. */
function relationsIn(view: string): Name[] {
  const found: Name[] = [];
  const own = new Set<unknown>();
  walk(JSON.parse(view), (key, value) => {
    if (key === 'RangeVar' && isObject(value)) {
      const path = [value['schemaname'], value['relname']].filter((part) => typeof part === 'string');
      found.push(nameFrom(path, PUBLIC.name.name));
    } else if (key === 'ctename') {
      own.add(value);
    }
  });
  return found.filter(({ name, qualified }) => qualified || !own.has(name));
}

function isBefore(a: Origin, b: Origin): boolean {
  // Versions may have different numbers of digits.
  return a.file === b.file ? a.index < b.index : a.file.localeCompare(b.file, 'en', { numeric: true }) < 0;
}

function mentionsColumn(text: string, column: string): boolean {
  const name = JSON.stringify(column).replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
  // A name that the query gives to another column may be meant.
  const isGiven = text.includes(`"ResTarget":{"name":${JSON.stringify(column)}`);
  return !isGiven && new RegExp(String.raw`"ColumnRef":\{"fields":\[[^\]]*"sval":${name}\}\}\]`).test(text);
}

function referencingTable(key: string, dropped: ReadonlySet<string>, { tables }: SchemaState): string | undefined {
  const table = tables.find((each) => needsOf(each).tables.has(key) && !dropped.has(keyOf(each.name)));
  return table && showName(table.name);
}

/** What the columns and constraints of a table depend on. */
interface Needs {
  /** Keys of tables. */
  tables: ReadonlySet<string>;
  /** Names of types, without their schemas. */
  types: ReadonlySet<string>;
  /** Whether a default uses a sequence. */
  sequences: boolean;
}

const computed = new WeakMap<CatalogTable, Needs>();

function needsOf(table: CatalogTable): Needs {
  let needs = computed.get(table);
  if (needs === undefined) {
    const columns = [...table.columns.values()];
    needs = {
      tables: new Set(
        [...table.constraints.values()].flatMap(({ references }) => (references ? [keyOf(references)] : [])),
      ),
      types: new Set(columns.map(({ type }) => type)),
      sequences: columns.some(usesSequence),
    };
    computed.set(table, needs);
  }
  return needs;
}

function usesSequence({ defaultValue }: CatalogColumn): boolean {
  return defaultValue?.functions.includes('nextval') === true;
}

function usingColumn({ what, name }: Drop, dropped: ReadonlySet<string>, { tables }: SchemaState): string | undefined {
  const names = [name.name, keyOf(name)].map((text) => `"sval":${JSON.stringify(text)}`);
  for (const table of tables.values()) {
    const needs = needsOf(table);
    if ((what === 'type' ? !needs.types.has(name.name) : !needs.sequences) || dropped.has(keyOf(table.name))) {
      continue;
    }
    for (const column of table.columns.values()) {
      const { type, typeSchema = table.name.schema, defaultValue } = column;
      const isOfType = type === name.name && (typeSchema === name.schema || !name.qualified);
      const usesIt =
        usesSequence(column) &&
        defaultValue !== undefined &&
        names.some((text) => textOf(defaultValue.shape).includes(text));
      if (what === 'type' ? isOfType : usesIt) {
        return `${showName(table.name)}.${column.name}`;
      }
    }
  }
  return undefined;
}
