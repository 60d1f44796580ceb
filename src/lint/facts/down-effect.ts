import type { LintFile } from '../engine/parse-file.ts';
import type { Pair } from '../engine/rule.ts';
import { stateDifferences, type Difference } from '../state/state-differences.ts';

/** A pair of which can be told what the down undoes: both files are parsed, and neither hides what it does. */
export interface DownEffect extends Pair {
  up: LintFile;
  down: LintFile;
  /** What the state before the up and that after up and down differ in. */
  differences: readonly Difference[];
}

const remembered = new WeakMap<Pair, DownEffect>();

/** Undefined for a pair of which that cannot be told, and for a down that does nothing: that is another finding. */
export function downEffect(pair: Pair): DownEffect | undefined {
  const known = remembered.get(pair);
  const { up, down, before, undone } = pair;
  if (
    known !== undefined ||
    up === undefined ||
    down === undefined ||
    !isOpen(up) ||
    !isOpen(down) ||
    actsOnNothing(down)
  ) {
    return known;
  }
  const effect = { ...pair, up, down, differences: stateDifferences(before, undone) };
  remembered.set(pair, effect);
  return effect;
}

/** SQL that is put together while it runs, and procedures, may do anything; of functions in a SELECT that is not expected. */
function isOpen({ statements, unparsable }: LintFile): boolean {
  return unparsable === undefined && !statements.some(({ opaque, nodeType }) => opaque || nodeType === 'CallStmt');
}

/** Whether a file does nothing but begin and end a transaction. */
export function actsOnNothing({ statements }: LintFile): boolean {
  return statements.every(({ actions }) => {
    const [first] = actions;
    return actions.length === 1 && (first?.kind === 'transaction' || first?.kind === 'setting');
  });
}
