import type { LintStatement } from './parse-file.ts';

/** BEGIN … COMMIT in a file. */
export interface TransactionBlock {
  begin: LintStatement;
  /** Undefined where the file ends before it does. */
  end: LintStatement | undefined;
  rolledBack: boolean;
  /** A BEGIN within it. */
  nested: LintStatement[];
}

/** How a file's statements are divided into transactions. */
export interface TransactionShape {
  blocks: readonly TransactionBlock[];
  /** Statements of the file itself that act outside all blocks. */
  outside: readonly LintStatement[];
  /** COMMIT and ROLLBACK where no block is open. */
  stray: readonly LintStatement[];
  /** The block of a statement; that of its DO block for one in a DO block. */
  blockOf: (statement: LintStatement) => TransactionBlock | undefined;
}

export function transactionShape(statements: readonly LintStatement[]): TransactionShape {
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
