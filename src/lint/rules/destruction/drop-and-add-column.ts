import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const dropAndAddColumn: Rule = {
  id: 'drop-and-add-column',
  group: 'destruction',
  condition: 'one statement drops a column and adds another of the same type',
  effect: 'If it is the same objectKey under another name, all values are lost for nothing.',
  remedy: 'Rename the column.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'warning' },
  only: 'up',
  on: 'statement',
  kinds: ['drop-column'],
  check: ({ actions }, { schema, isNew }) => {
    const dropped = actions.filter((action) => action.kind === 'drop-column');
    const added = actions.filter((action) => action.kind === 'add-column');
    const [gone, come] = [dropped[0], added[0]];
    // Of several it cannot be told which stands for which.
    if (dropped.length !== 1 || added.length !== 1 || gone === undefined || come === undefined || isNew(gone.table)) {
      return undefined;
    }
    const known = schema.table(gone.table)?.columns.get(gone.column);
    return known?.type === come.column.type && gone.column !== come.column.name
      ? {
          index: gone.index,
          what: `${showName(gone.table)}.${gone.column} goes and ${come.column.name}, of the same type, comes`,
        }
      : undefined;
  },
};
