import type { Action } from '../../../sql/statement/action.ts';
import type { RuleContext } from '../../engine/rule.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const cascade = actionRule({
  id: 'cascade',
  group: 'reversal',
  condition: 'something is dropped or emptied with CASCADE',
  effect:
    'Dependent views, foreign keys and columns are dropped too. The file does not name them, and no down restores them.',
  remedy: 'Drop the dependent objects by name, and leave out CASCADE.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['squawk ban-truncate-cascade'],
  kinds: ['drop', 'drop-column', 'drop-constraint', 'truncate'],
  check: (action, { statement, isNew }) =>
    // DROP TABLE a, b CASCADE has one CASCADE.
    statement.actions.find((each) => mayDropMore(each, isNew)) === action
      ? 'CASCADE drops more than it names'
      : undefined,
});

function mayDropMore(action: Action, isNew: RuleContext['isNew']): boolean {
  return (
    'cascade' in action &&
    action.cascade &&
    ('table' in action ? !isNew(action.table) : action.what !== 'table' || !isNew(action.name))
  );
}
