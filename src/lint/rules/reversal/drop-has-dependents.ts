import type { Drop } from '../../../sql/statement/action.ts';
import type { CatalogColumn, CatalogTable } from '../../state/catalog-table.ts';
import { keyOf, showName } from '../../../sql/statement/name.ts';
import type { LintStatement } from '../../engine/parse-file.ts';
import type { Rule } from '../../engine/rule.ts';
import type { SchemaState } from '../../state/schema-state.ts';

export const dropHasDependents: Rule = {
  id: 'drop-has-dependents',
  group: 'reversal',
  condition: 'something is dropped that is in use: by a foreign key, a default, a column or a trigger',
  effect: 'PostgreSQL refuses: "cannot drop … because other objects depend on it".',
  remedy: 'Drop in the reverse order of making: first what refers, then what is referred to.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  on: 'statement',
  kinds: ['drop'],
  check: (statement, { schema }) => {
    if (statement.conditional) {
      return undefined;
    }
    for (const action of statement.actions) {
      const user = action.kind === 'drop' && !action.cascade ? userOf(action, statement, schema) : undefined;
      if (user !== undefined && action.kind === 'drop') {
        return { index: action.index, what: `${action.what} ${showName(action.name)} is in use by ${user}` };
      }
    }
    return undefined;
  },
};

/** What keeps the object from being dropped, other than what the same statement drops. */
function userOf(drop: Drop, { actions }: LintStatement, schema: SchemaState): string | undefined {
  const dropped = new Set(
    actions.flatMap((each) => (each.kind === 'drop' ? [keyOf(schema.table(each.name)?.name ?? each.name)] : [])),
  );
  switch (drop.what) {
    case 'table': {
      const key = keyOf(schema.table(drop.name)?.name ?? drop.name);
      return schema.tables.has(key) ? referringTable(key, dropped, schema) : undefined;
    }
    case 'sequence':
    case 'type': {
      return usingColumn(drop, dropped, schema);
    }
    case 'function': {
      const call = `"sval":${JSON.stringify(drop.name.name)}`;
      const trigger = schema.objects.find(({ what, shape }) => what === 'trigger' && shape().includes(call));
      return trigger && `trigger ${trigger.name.name}`;
    }
    default: {
      return undefined;
    }
  }
}

function referringTable(key: string, dropped: ReadonlySet<string>, { tables }: SchemaState): string | undefined {
  const user = tables.find((table) => needsOf(table).tables.has(key) && !dropped.has(keyOf(table.name)));
  return user && showName(user.name);
}

/** What the columns and constraints of a table need. */
interface Needs {
  /** Keys of tables. */
  tables: ReadonlySet<string>;
  /** Names of types, without their schemas. */
  types: ReadonlySet<string>;
  /** Whether a default counts. */
  counts: boolean;
}

const remembered = new WeakMap<CatalogTable, Needs>();

function needsOf(table: CatalogTable): Needs {
  let needs = remembered.get(table);
  if (needs === undefined) {
    const columns = [...table.columns.values()];
    needs = {
      tables: new Set(
        [...table.constraints.values()].flatMap(({ references }) => (references ? [keyOf(references)] : [])),
      ),
      types: new Set(columns.map(({ type }) => type)),
      counts: columns.some(counts),
    };
    remembered.set(table, needs);
  }
  return needs;
}

function counts({ defaultValue }: CatalogColumn): boolean {
  return defaultValue?.functions.includes('nextval') === true;
}

function usingColumn({ what, name }: Drop, dropped: ReadonlySet<string>, { tables }: SchemaState): string | undefined {
  const names = [name.name, keyOf(name)].map((text) => `"sval":${JSON.stringify(text)}`);
  for (const table of tables.values()) {
    const needs = needsOf(table);
    if ((what === 'type' ? !needs.types.has(name.name) : !needs.counts) || dropped.has(keyOf(table.name))) {
      continue;
    }
    for (const column of table.columns.values()) {
      const { type, typeSchema = table.name.schema, defaultValue } = column;
      const isOfType = type === name.name && (typeSchema === name.schema || !name.qualified);
      const isCounter = counts(column) && names.some((text) => defaultValue?.shape().includes(text));
      if (what === 'type' ? isOfType : isCounter) {
        return `${showName(table.name)}.${column.name}`;
      }
    }
  }
  return undefined;
}
