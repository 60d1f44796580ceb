import { showName, type Name } from '../../../sql/statement/name.ts';
import type { LintStatement, TransactionBlock } from '../../engine/lint-file.ts';
import type { Rule, RuleContext } from '../../engine/rule.ts';
import { exclusivelyLockedTable } from '../../facts/exclusive-lock.ts';
import { perFile } from '../../facts/per-file.ts';

/** Actions that take longer the more rows a table has. */
const SLOW = new Set(['update', 'delete', 'insert', 'create-index']);

export const longWorkUnderLock: Rule = {
  id: 'long-work-under-lock',
  group: 'locks and rewrites',
  condition:
    'a transaction takes an exclusive lock on a table in use, and then reads or changes rows, rewrites a table or builds an index',
  effect: 'Reads of the table are blocked until that work is done and the transaction ends.',
  remedy: 'Change the rows in a separate migration, before or after.',
  presets: { strict: 'warning' },
  covers: ['eugene E4', 'eugene E10', 'strong_migrations backfill'],
  only: 'up',
  on: 'statement',
  check: (statement, { file, isNew }) => {
    const index = slowIndex(statement, isNew);
    if (index === undefined) {
      return undefined;
    }
    const locks = locksIn(file).get(file.transactions.blockOf(statement)) ?? [];
    const lock = locks.find(({ start, table }) => start < statement.start && !isNew(table));
    return lock && { index, what: `${showName(lock.table)} stays locked meanwhile` };
  },
};

interface Lock {
  /** Of the statement that takes it. */
  start: number;
  table: Name;
}

/** The exclusive locks of each transaction, in order. */
const locksIn = perFile(({ statements, transactions }) => {
  const found = new Map<TransactionBlock | undefined, Lock[]>();
  for (const statement of statements) {
    const locks = statement.actions.flatMap((each) => exclusivelyLockedTable(each) ?? []);
    if (locks.length > 0) {
      const block = transactions.blockOf(statement);
      const before = found.get(block) ?? [];
      before.push(...locks.map((table) => ({ start: statement.start, table })));
      found.set(block, before);
    }
  }
  return found;
});

/** Where a statement does work that takes long; undefined if it does none. */
function slowIndex({ node, actions, start }: LintStatement, isNew: RuleContext['isNew']): number | undefined {
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
