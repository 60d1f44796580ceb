import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const deleteAll = actionRule({
  id: 'delete-all',
  group: 'destruction',
  condition: 'DELETE has no WHERE, and the file does not create the table',
  effect: 'All rows are lost, and no down can restore them.',
  remedy: 'Name in WHERE the rows that this migration should delete.',
  presets: { recommended: 'warning', strict: 'error' },
  kinds: ['delete'],
  skipNewTables: true,
  check: ({ where, table }) => (where === undefined ? `all rows of ${showName(table)} are deleted` : undefined),
});
