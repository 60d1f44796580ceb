import { showName } from '../../../sql/statement/name.ts';
import { isSeedTable } from '../../facts/seed-table.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const deleteAll = actionRule({
  id: 'delete-all',
  group: 'destruction',
  condition:
    'DELETE has no WHERE, and the rows come from elsewhere than the file and the inserts of earlier migrations',
  effect: 'All rows are lost, and no down can restore them.',
  remedy: 'Name in WHERE the rows that this migration should delete.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['pgrubic GN023'],
  kinds: ['delete'],
  skipNewTables: true,
  check: ({ where, table }, { schema }) =>
    where === undefined && !isSeedTable(table, schema) ? `all rows of ${showName(table)} are deleted` : undefined,
});
