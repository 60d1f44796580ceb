import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const dropNotNull: Rule = {
  id: 'drop-not-null',
  group: 'destruction',
  condition: 'the up lets a column hold NULL that could not',
  effect: 'Services that read it may not expect NULL, and the down fails once there is one.',
  remedy: 'Look at who reads the column first; let the down fill what is NULL before it sets NOT NULL.',
  presets: { strict: 'warning' },
  covers: ['squawk ban-drop-not-null'],
  only: 'up',
  on: 'action',
  kinds: ['alter-column'],
  check: (action, { isNew }) =>
    action.kind !== 'alter-column' || action.change !== 'drop-not-null' || isNew(action.table)
      ? undefined
      : { index: action.index, what: `${showName(action.table)}.${action.column} may be NULL from now on` },
};
