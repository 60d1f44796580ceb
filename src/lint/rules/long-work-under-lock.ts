import { lockedWhole } from '../locks.ts';
import { showName } from '../name.ts';
import type { LintStatement } from '../parse-file.ts';
import type { Rule, Situation } from '../rule.ts';

/** What takes as long as there are rows. */
const SLOW = new Set(['update', 'delete', 'insert', 'create-index']);

export const longWorkUnderLock: Rule = {
  id: 'long-work-under-lock',
  group: 'locks and rewrites',
  condition:
    'a transaction locks a table in use whole, and then reads or changes rows, rewrites a table or builds an index',
  effect: 'Nobody can read the table until that is done and the transaction ends.',
  remedy: 'Change the rows in a migration of its own, before or after.',
  presets: { strict: 'warning' },
  covers: ['eugene E4', 'eugene E10', 'strong_migrations backfill'],
  only: 'up',
  on: 'statement',
  check: (statement, { file, isNew }) => {
    const slow = slowIndex(statement, isNew);
    if (slow === undefined) {
      return undefined;
    }
    const block = file.transactions.blockOf(statement);
    const locked = file.statements
      .filter((each) => each.start < statement.start && file.transactions.blockOf(each) === block)
      .flatMap(({ actions }) => actions.flatMap((each) => lockedWhole(each) ?? []))
      .find((table) => !isNew(table));
    return locked && { index: slow, what: `${showName(locked)} stays locked meanwhile` };
  },
};

/** Where the statement does what takes long. */
function slowIndex({ node, actions, start }: LintStatement, isNew: Situation['isNew']): number | undefined {
  if ('SelectStmt' in node && node.SelectStmt.fromClause !== undefined) {
    return start;
  }
  return actions.find(
    (action) =>
      'table' in action &&
      !isNew(action.table) &&
      (SLOW.has(action.kind) || (action.kind === 'alter-column' && action.change === 'type')),
  )?.index;
}
