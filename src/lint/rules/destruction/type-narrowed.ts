import { keyOf, showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';
import { isNarrowing } from '../../facts/type-change.ts';

export const typeNarrowed: Rule = {
  id: 'type-narrowed',
  group: 'destruction',
  condition: 'the up gives a column a type that does not hold every value of the old one',
  effect: 'The up fails on the first row that does not fit, or rounds values that no down brings back.',
  remedy: 'Add a column of the new type, fill it, and look at what does not fit before the old one goes.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'error' },
  only: 'up',
  on: 'action',
  kinds: ['alter-column'],
  check: (action, { schema, isNew, file }) => {
    if (action.kind !== 'alter-column' || action.spec === undefined || isNew(action.table)) {
      return undefined;
    }
    const old = schema.table(action.table)?.columns.get(action.column);
    // An enum that is replaced by way of text is text for a moment only.
    const isPassing = schema.changed.get(`${keyOf(action.table)}.${action.column}`)?.file === file.path;
    return old !== undefined && !isPassing && isNarrowing(old, action.spec)
      ? {
          index: action.index,
          what: `${showName(action.table)}.${action.column} goes from ${old.type} to ${action.spec.type}`,
        }
      : undefined;
  },
};
