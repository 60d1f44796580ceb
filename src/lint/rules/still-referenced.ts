import type { Drop } from '../actions/action.ts';
import { keyOf, showName } from '../name.ts';
import type { LintStatement } from '../parse-file.ts';
import type { Rule } from '../rule.ts';
import type { SchemaState } from '../schema-state.ts';

export const stillReferenced: Rule = {
  id: 'still-referenced',
  group: 'reversal',
  condition: 'something is dropped that is in use: by a foreign key, a default, a column or a trigger',
  effect: 'PostgreSQL refuses: "cannot drop … because other objects depend on it".',
  remedy: 'Drop in the reverse order of making: first what refers, then what is referred to.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  on: 'statement',
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
      const trigger = [...schema.objects.values()].find(
        ({ what, shape }) => what === 'trigger' && shape().includes(call),
      );
      return trigger && `trigger ${trigger.name.name}`;
    }
    default: {
      return undefined;
    }
  }
}

function referringTable(key: string, dropped: ReadonlySet<string>, { tables }: SchemaState): string | undefined {
  for (const [other, { name, constraints }] of tables) {
    for (const { references } of dropped.has(other) ? [] : constraints.values()) {
      if (references !== undefined && keyOf(references) === key) {
        return showName(name);
      }
    }
  }
  return undefined;
}

function usingColumn({ what, name }: Drop, dropped: ReadonlySet<string>, { tables }: SchemaState): string | undefined {
  const names = [name.name, keyOf(name)].map((text) => `"sval":${JSON.stringify(text)}`);
  for (const [other, table] of tables) {
    for (const column of dropped.has(other) ? [] : table.columns.values()) {
      const { type, typeSchema = table.name.schema, defaultValue } = column;
      const isOfType = type === name.name && (typeSchema === name.schema || !name.qualified);
      const counts = defaultValue?.functions.includes('nextval') === true;
      if (what === 'type' ? isOfType : counts && names.some((text) => defaultValue.shape().includes(text))) {
        return `${showName(table.name)}.${column.name}`;
      }
    }
  }
  return undefined;
}
