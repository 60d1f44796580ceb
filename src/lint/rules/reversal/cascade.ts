import type { Action } from '../../../sql/statement/action.ts';
import type { Rule, RuleContext } from '../../engine/rule.ts';

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
  kinds: ['drop', 'drop-column', 'drop-constraint', 'truncate'],
  check: (action, { statement, isNew }) =>
    // DROP TABLE a, b CASCADE has one CASCADE.
    takesMore(action, isNew) && statement.actions.find((each) => takesMore(each, isNew)) === action
      ? { index: action.index, what: 'CASCADE drops more than is named' }
      : undefined,
};

function takesMore(action: Action, isNew: RuleContext['isNew']): boolean {
  if (!('cascade' in action) || !action.cascade) {
    return false;
  }
  return 'table' in action ? !isNew(action.table) : action.what !== 'table' || !isNew(action.name);
}
