import type { RunMode } from '../../sql/run-mode.ts';
import type { LintStatement, TransactionBlock, TransactionShape } from './lint-file.ts';

/** Divides the statements of a file into transactions. Where each runs by itself, each has one, which is not in `blocks`. */
export function transactionShape(statements: readonly LintStatement[], mode: RunMode = 'whole'): TransactionShape {
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
        if (mode === 'statements') {
          membership.set(statement, { begin: statement, end: statement, rolledBack: false, nested: [] });
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
