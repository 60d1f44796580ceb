import { keyOf, showName } from '../../../sql/statement/name.ts';
import { perFile } from '../../facts/per-file.ts';
import type { Rule } from '../../engine/rule.ts';

export const mergeableAlters: Rule = {
  id: 'mergeable-alters',
  group: 'locks and rewrites',
  condition: 'two ALTER TABLE of the same table follow each other',
  effect: 'Each of them may read or write the whole table anew; one with both commands does it once.',
  remedy: 'Write the commands into one ALTER TABLE, with commas.',
  presets: { strict: 'warning' },
  covers: ['eugene W12'],
  only: 'up',
  on: 'statement',
  check: (statement, { file, isNew }) => {
    const table = alteredTable(statement);
    const before = table && precedingIn(file).get(statement);
    const same =
      before !== undefined && table !== undefined && before.within === statement.within
        ? alteredTable(before)
        : undefined;
    return same !== undefined && table !== undefined && keyOf(same) === keyOf(table) && !isNew(table)
      ? { index: statement.start, what: `${showName(table)} is altered by the statement before, too` }
      : undefined;
  },
};

/** The statement before each. */
const precedingIn = perFile(({ statements }) => new Map(statements.map((each, i) => [each, statements[i - 1]])));

function alteredTable({ nodeType, actions }: Parameters<Extract<Rule, { on: 'statement' }>['check']>[0]) {
  const [first] = actions;
  return nodeType === 'AlterTableStmt' && first !== undefined && 'table' in first ? first.table : undefined;
}
