import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const dropAndAddColumn: Rule = {
  id: 'drop-and-add-column',
  group: 'destruction',
  condition: 'one statement drops a column and adds another of the same type',
  effect: 'If both are the same column under two names, its values are lost without need.',
  remedy: 'Rename the column.',
  presets: { recommended: 'warning', strict: 'warning' },
  only: 'up',
  on: 'statement',
  kinds: ['drop-column'],
  check: ({ actions }, { schema, isNew }) => {
    const [dropped, ...moreDropped] = actions.filter((action) => action.kind === 'drop-column');
    const [added, ...moreAdded] = actions.filter((action) => action.kind === 'add-column');
    // With several columns it is not certain which one replaces which.
    if (dropped === undefined || added === undefined || moreDropped.length + moreAdded.length > 0) {
      return undefined;
    }
    const { table, column } = dropped;
    const known = isNew(table) ? undefined : schema.table(table)?.columns.get(column);
    return known?.type === added.column.type && column !== added.column.name
      ? {
          index: dropped.index,
          what: `${showName(table)}.${column} is dropped, and ${added.column.name} of the same type is added`,
        }
      : undefined;
  },
};
