import type { LocatedRuleFinding } from '../engine/rule.ts';

/** One finding for each statement: GRANT ALL gives many privileges. */
export function mergedByStatement(findings: readonly LocatedRuleFinding[]): LocatedRuleFinding[] {
  const merged = new Map<string, { finding: LocatedRuleFinding; more: number }>();
  for (const finding of findings) {
    const key = `${finding.file}\n${finding.index ?? ''}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? { finding, more: 0 } : { ...known, more: known.more + 1 });
  }
  return [...merged.values()].map(({ finding, more }) =>
    more === 0 ? finding : { ...finding, what: `${finding.what} (and ${more} more)` },
  );
}
