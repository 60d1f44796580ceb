import { keyOf, showName } from '../../../sql/statement/name.ts';
import { actionsIn } from '../../facts/file-effects.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const temporaryTableLeft = actionRule({
  id: 'temporary-table-left',
  group: 'transactions',
  condition: 'a file creates a temporary table and does not drop it',
  effect: 'All files of a run share one session: a later file that creates this table finds it there.',
  remedy: 'Create it with ON COMMIT DROP, or drop it at the end of the file.',
  presets: { recommended: 'warning', strict: 'warning' },
  kinds: ['create-table'],
  check: ({ table, temporary, dropsAtCommit }, { file }) =>
    !temporary ||
    dropsAtCommit ||
    actionsIn(file).some((each) => each.kind === 'drop' && each.what === 'table' && keyOf(each.name) === keyOf(table))
      ? undefined
      : `the temporary table ${showName(table)} stays in the session`,
});
