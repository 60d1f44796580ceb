import type { Plan } from '../plan.ts';
import { mergeWithCached } from '../report/merge-verdicts.ts';
import type { CheckedMigration, Outcome } from '../report/pass-results.ts';

/** The outcome of a whole plan from those of its parts. */
export function joinOutcomes(
  { chain }: Plan,
  parts: readonly { part: Plan; outcome: Outcome }[],
  cached: readonly CheckedMigration[] = [],
): Outcome {
  const judged = (own: boolean): CheckedMigration[] =>
    parts.flatMap(({ part, outcome }) =>
      outcome.checked.filter(({ source }) => part.selected.has(source.migration.version) === own),
    );
  // A part also reports an up before it that fails; the part that the up belongs to knows more about it.
  const checked = [...judged(false), ...judged(true)];
  return {
    checked: mergeWithCached(
      chain.map(({ migration }) => migration.version),
      cached,
      checked,
    ),
    clientData: parts.map(({ outcome }) => outcome.clientData).find((verdict) => verdict !== undefined),
    uncovered: distinct(parts.flatMap(({ outcome }) => outcome.uncovered)).toSorted(),
    notes: distinct(parts.flatMap(({ outcome }) => outcome.notes)),
  };
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
