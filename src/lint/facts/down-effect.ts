import type { LintFile } from '../engine/lint-file.ts';
import type { Pair } from '../engine/rule.ts';
import { isExplained, isIrreversible } from './explained-down.ts';
import { propertyDifferences, type PropertyDifference } from '../state/property-differences.ts';
import { stateDifferences, type Difference } from '../state/state-differences.ts';

/** A pair whose effect on the schema is known: both files are parsed, and neither builds SQL at run time. */
export interface DownEffect extends Pair {
  up: LintFile;
  down: LintFile;
  /** The differences between the schema before the up and after up and down. */
  differences: readonly Difference[];
  /** The same of comments, privileges and other properties. */
  properties: readonly PropertyDifference[];
}

const computed = new WeakMap<Pair, DownEffect>();

/** What up and down together do; undefined if that is not known, and for a down that does nothing (see `leftByUp`). */
export function downEffect(pair: Pair): DownEffect | undefined {
  const known = computed.get(pair);
  const { up, down, before, afterDown } = pair;
  if (
    known !== undefined ||
    up === undefined ||
    down === undefined ||
    !isTransparent(up) ||
    !isTransparent(down) ||
    doesNothing(down)
  ) {
    return known;
  }
  const effect = {
    ...pair,
    up,
    down,
    differences: stateDifferences(before, afterDown),
    properties: propertyDifferences(before, afterDown, up.path),
  };
  computed.set(pair, effect);
  return effect;
}

/** Dynamic SQL and procedures may change anything. Functions in a SELECT are assumed not to. */
function isTransparent({ statements, unparsable }: LintFile): boolean {
  return unparsable === undefined && !statements.some(({ opaque, nodeType }) => opaque || nodeType === 'CallStmt');
}

/** What the up makes and a down that does nothing leaves; a comment in it says why, or `empty-down` reports it. */
export function leftByUp({ up, down, before, afterUp }: Pair): readonly Difference[] {
  return up === undefined ||
    down === undefined ||
    !isTransparent(up) ||
    !doesNothing(down) ||
    !isExplained(down.text) ||
    isIrreversible(up.text + down.text)
    ? []
    : stateDifferences(before, afterUp);
}

/** Whether a file only starts and ends a transaction or changes settings. */
export function doesNothing({ statements }: LintFile): boolean {
  return statements.every(({ actions }) => {
    const [first] = actions;
    return actions.length === 1 && (first?.kind === 'transaction' || first?.kind === 'setting');
  });
}

/** Leaves out the parts of tables that differ as a whole. */
export function withoutParts(differences: readonly Difference[]): Difference[] {
  const tables = new Set(differences.filter(({ what }) => what.startsWith('table ')).map(({ key }) => key));
  return differences.filter(({ table }) => table === undefined || !tables.has(table));
}
