import type { Rule } from '../rule.ts';

export const cascade: Rule = {
  id: 'cascade',
  group: 'reversal',
  condition: 'something is dropped or emptied with CASCADE',
  effect:
    'Whatever depends on it goes too: views, foreign keys, columns that the file does not name and nobody gives back.',
  remedy: 'Drop by name what depends on it, and leave CASCADE out.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  covers: ['squawk ban-truncate-cascade'],
  on: 'action',
  of: ['drop', 'drop-column', 'drop-constraint', 'truncate'],
  check: (action, { isNew }) => {
    if (!('cascade' in action) || !action.cascade) {
      return undefined;
    }
    const isOwn = 'table' in action ? isNew(action.table) : action.what === 'table' && isNew(action.name);
    return isOwn ? undefined : { index: action.index, what: 'CASCADE takes more than is named' };
  },
};
