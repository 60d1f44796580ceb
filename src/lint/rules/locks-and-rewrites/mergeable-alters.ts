import { keyOf, showName, type Name } from '../../../sql/statement/name.ts';
import type { LintStatement } from '../../engine/lint-file.ts';
import type { Rule } from '../../engine/rule.ts';
import { perFile } from '../../facts/per-file.ts';

export const mergeableAlters: Rule = {
  id: 'mergeable-alters',
  group: 'locks and rewrites',
  condition: 'two consecutive ALTER TABLE statements change the same table',
  effect: 'Each may read or rewrite the whole table; one statement with both commands does so once.',
  remedy: 'Write the commands into one ALTER TABLE, separated by commas.',
  presets: { strict: 'warning' },
  covers: ['eugene W12'],
  only: 'up',
  on: 'statement',
  check: (statement, { file, isNew }) => {
    const table = alteredTable(statement);
    const before = table && precedingIn(file).get(statement);
    const other = before?.within === statement.within ? alteredTable(before) : undefined;
    return table !== undefined && other !== undefined && keyOf(other) === keyOf(table) && !isNew(table)
      ? { index: statement.start, what: `the previous statement alters ${showName(table)} too` }
      : undefined;
  },
};

/** The statement before each. */
const precedingIn = perFile(({ statements }) => new Map(statements.map((each, i) => [each, statements[i - 1]])));

function alteredTable(statement: LintStatement | undefined): Name | undefined {
  const first = statement?.nodeType === 'AlterTableStmt' ? statement.actions[0] : undefined;
  return first !== undefined && 'table' in first ? first.table : undefined;
}
