import { lockedWhole } from '../locks.ts';
import { showName } from '../name.ts';
import type { Rule } from '../rule.ts';

/** What takes as long as there are rows. */
const SLOW = new Set(['update', 'delete', 'insert', 'create-index']);

export const longWorkUnderLock: Rule = {
  id: 'long-work-under-lock',
  group: 'locks and rewrites',
  condition: 'a transaction locks a table in use whole, and then changes rows or builds an index',
  effect: 'Nobody can read the table until that is done and the transaction ends.',
  remedy: 'Change the rows in a migration of its own, before or after.',
  presets: { strict: 'warning' },
  covers: ['eugene E4', 'strong_migrations backfill'],
  only: 'up',
  on: 'action',
  check: (action, { file, statement, isNew }) => {
    if (!SLOW.has(action.kind) || !('table' in action) || isNew(action.table)) {
      return undefined;
    }
    const block = file.transactions.blockOf(statement);
    const locked = file.statements
      .filter((each) => each.start < statement.start && file.transactions.blockOf(each) === block)
      .flatMap(({ actions }) => actions.flatMap((each) => lockedWhole(each) ?? []))
      .find((table) => !isNew(table));
    return locked && { index: action.index, what: `${showName(locked)} stays locked meanwhile` };
  },
};
