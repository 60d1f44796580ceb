import { gooseQueries, type QueryRange } from '../../migrations/layouts/goose-queries.ts';
import type { RunMode } from '../../sql/run-mode.ts';
import type { LintStatement, TransactionBlock, TransactionShape } from './lint-file.ts';

/**
 * Divides the statements of a file into transactions. Where each statement or query runs by itself, each has one, which is not
 * in `blocks`.
 */
export function transactionShape(
  statements: readonly LintStatement[],
  mode: RunMode = 'whole',
  text = '',
): TransactionShape {
  const queries = mode === 'queries' ? gooseQueries(text) : [];
  const blocks: TransactionBlock[] = [];
  const outside: LintStatement[] = [];
  const stray: LintStatement[] = [];
  const membership = new Map<LintStatement, TransactionBlock>();
  let open: TransactionBlock | undefined;
  for (const statement of statements) {
    if (statement.within !== undefined) {
      continue;
    }
    const [action] = statement.actions;
    if (action?.kind !== 'transaction' || action.does === 'savepoint') {
      if (open === undefined) {
        outside.push(statement);
        if (mode === 'statements' || mode === 'queries') {
          const previous = outside.at(-2);
          const same = previous && areInOneQuery(queries, previous, statement) ? membership.get(previous) : undefined;
          const own = same ?? { begin: statement, end: statement, rolledBack: false, nested: [] };
          own.end = statement;
          membership.set(statement, own);
        }
      } else {
        membership.set(statement, open);
      }
      continue;
    }
    if (action.does === 'begin') {
      if (open === undefined) {
        open = { begin: statement, end: undefined, rolledBack: false, nested: [] };
        blocks.push(open);
      } else {
        open.nested.push(statement);
      }
    } else if (open === undefined) {
      stray.push(statement);
    } else {
      open.end = statement;
      open.rolledBack = action.does === 'rollback';
      open = undefined;
    }
  }
  return { blocks, outside, stray, blockOf: (statement) => membership.get(statement.within ?? statement) };
}

function areInOneQuery(queries: readonly QueryRange[], first: LintStatement, second: LintStatement): boolean {
  return queries.some(({ start, end }) => start <= first.start && first.start < end && second.start < end);
}
