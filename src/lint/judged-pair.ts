import type { LintFile } from './parse-file.ts';
import type { Pair } from './rule.ts';

/** A pair of which can be told what the down undoes: both files are parsed, and neither hides what it does. */
export interface JudgedPair extends Pair {
  up: LintFile;
  down: LintFile;
}

/** Undefined for a pair of which that cannot be told. */
export function judgedPair(pair: Pair): JudgedPair | undefined {
  const { up, down } = pair;
  return up !== undefined && down !== undefined && isOpen(up) && isOpen(down) ? { ...pair, up, down } : undefined;
}

/** SQL that is put together while it runs, and procedures, may do anything; of functions in a SELECT that is not expected. */
function isOpen({ statements, unparsable }: LintFile): boolean {
  return unparsable === undefined && !statements.some(({ opaque, node }) => opaque || 'CallStmt' in node);
}

/** Whether a file does nothing but begin and end a transaction. */
export function actsOnNothing({ statements }: LintFile): boolean {
  return statements.every(({ actions }) => {
    const [first] = actions;
    return actions.length === 1 && (first?.kind === 'transaction' || first?.kind === 'setting');
  });
}
