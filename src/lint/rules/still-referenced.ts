import { keyOf, showName } from '../name.ts';
import type { Rule } from '../rule.ts';

export const stillReferenced: Rule = {
  id: 'still-referenced',
  group: 'reversal',
  condition: 'a table is dropped while a foreign key of another table refers to it',
  effect: 'PostgreSQL refuses: "cannot drop table because other objects depend on it".',
  remedy: 'Drop in the reverse order of making: first what refers, then what is referred to.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  on: 'statement',
  check: ({ actions, start, conditional }, { schema }) => {
    const dropped = actions.flatMap((each) =>
      each.kind === 'drop' && each.what === 'table' && !each.cascade
        ? [keyOf(schema.table(each.name)?.name ?? each.name)]
        : [],
    );
    if (dropped.length === 0 || conditional) {
      return undefined;
    }
    for (const [key, table] of schema.tables) {
      for (const { references } of dropped.includes(key) ? [] : table.constraints.values()) {
        if (references !== undefined && dropped.includes(keyOf(references)) && schema.tables.has(keyOf(references))) {
          return { index: start, what: `${showName(references)} is referred to by ${showName(table.name)}` };
        }
      }
    }
    return undefined;
  },
};
