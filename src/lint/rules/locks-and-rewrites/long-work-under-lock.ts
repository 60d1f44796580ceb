import { exclusivelyLockedTable } from '../../facts/exclusive-lock.ts';
import { showName, type Name } from '../../../sql/statement/name.ts';
import type { LintStatement } from '../../engine/parse-file.ts';
import { perFile } from '../../facts/per-file.ts';
import type { Rule, RuleContext } from '../../engine/rule.ts';
import type { TransactionBlock } from '../../engine/transaction-shape.ts';

/** What drops as long as there are rows. */
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
    const locks = locksIn(file).get(file.transactions.blockOf(statement)) ?? [];
    const lock = locks.find(({ start, table }) => start < statement.start && !isNew(table));
    return lock && { index: slow, what: `${showName(lock.table)} stays locked meanwhile` };
  },
};

interface Lock {
  /** Of the statement that drops it. */
  start: number;
  table: Name;
}

/** The tables that are locked whole, in order, by the block in which they are. */
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

/** Where the statement does what drops long. */
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
