import { keyOf, showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const temporaryTableLeft: Rule = {
  id: 'temporary-table-left',
  group: 'transactions',
  condition: 'a temporary table outlives its file',
  effect:
    'golang-migrate runs all files in one session: the next one that creates a table of this name finds it there.',
  remedy: 'Make it with ON COMMIT DROP, or drop it at the end of the file.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'warning' },
  on: 'action',
  kinds: ['create-table'],
  check: (action, { file }) => {
    if (action.kind !== 'create-table' || !action.temporary || action.dropsAtCommit) {
      return undefined;
    }
    const dropped = file.statements.some(({ actions }) =>
      actions.some((each) => each.kind === 'drop' && each.what === 'table' && keyOf(each.name) === keyOf(action.table)),
    );
    return dropped
      ? undefined
      : { index: action.index, what: `the temporary table ${showName(action.table)} stays in the session` };
  },
};
