import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const dropNotNull = actionRule({
  id: 'drop-not-null',
  group: 'destruction',
  condition: 'the up drops NOT NULL of a column',
  effect: 'Services that read it may not expect NULL, and the down fails once there is one.',
  remedy:
    'Decide with those who read the column whether it may be NULL; let the down fill NULL values before it sets NOT NULL.',
  presets: { strict: 'warning' },
  covers: ['squawk ban-drop-not-null'],
  only: 'up',
  kinds: ['alter-column'],
  skipNewTables: true,
  check: ({ change, table, column }) =>
    change === 'drop-not-null' ? `${showName(table)}.${column} may now be NULL` : undefined,
});
