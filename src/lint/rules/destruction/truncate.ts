import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const truncate = actionRule({
  id: 'truncate',
  group: 'destruction',
  condition: 'TRUNCATE empties a table that the file does not create',
  effect: 'All its rows are lost, and no down can restore them.',
  remedy: 'Delete only the rows that this migration is about, or rename the table and create a new one.',
  presets: { recommended: 'warning', strict: 'error' },
  kinds: ['truncate'],
  skipNewTables: true,
  check: ({ table }) => `all rows of ${showName(table)} are deleted`,
});
