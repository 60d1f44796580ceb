import { keyOf, showName } from '../name.ts';
import type { Rule } from '../rule.ts';

export const dropAndAddColumn: Rule = {
  id: 'drop-and-add-column',
  group: 'destruction',
  condition: 'one statement drops a column and adds another of the same type',
  effect: 'If it is the same thing under another name, all values are lost for nothing.',
  remedy: 'Rename the column.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'warning' },
  only: 'up',
  on: 'statement',
  check: ({ actions }, { schema, isNew }) => {
    for (const dropped of actions) {
      if (dropped.kind === 'drop-column' && !isNew(dropped.table)) {
        const known = schema.table(dropped.table)?.columns.get(dropped.column);
        const added = actions.find(
          (each) =>
            each.kind === 'add-column' &&
            keyOf(each.table) === keyOf(dropped.table) &&
            each.column.name !== dropped.column &&
            each.column.type === known?.type,
        );
        if (added?.kind === 'add-column') {
          const names = `${showName(dropped.table)}.${dropped.column}`;
          return { index: dropped.index, what: `${names} goes and ${added.column.name}, of the same type, comes` };
        }
      }
    }
    return undefined;
  },
};
