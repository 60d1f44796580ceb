import type {
  CheckedMigration,
  EmptyTrialResult,
  PassResults,
  PopulatedTrialResult,
  Verdicts,
} from './pass-results.ts';
import { AXES, notTriedOnRows, skipped, verdictOf, type Axis, type Finding, type Verdict } from './verdict.ts';

/** The verdict on all migrations after the first that fails or diverges in the single session. */
export const AFTER_DIVERGENCE = skipped('in one session, an earlier migration fails or leads to another state');

/** The verdicts on each migration that the empty pass looked at, from what all passes found. */
export function mergeVerdicts({
  empty,
  populated,
  populatedSkipped,
  onClientRows,
  session,
  notRepeatable,
}: PassResults): CheckedMigration[] {
  // Where the up at fault is not among the checked ones, the last that ran before the chain ended stands for it.
  const atFault =
    notRepeatable === undefined
      ? undefined
      : (empty.find(({ source }) => source === notRepeatable.source) ??
        empty.findLast(({ effect }) => effect !== undefined));
  return empty.map((result) => {
    const { source } = result;
    const { version } = source.migration;
    const onRows = populated.get(version);
    const populatedToo = onRows === undefined ? result.verdicts : withPopulated(result, onRows);
    const merged = withClientRows(populatedToo, onClientRows.get(version));
    const verdicts: Verdicts = {
      ...merged,
      sessionIndependent:
        notRepeatable === undefined
          ? (session.get(version) ?? merged.sessionIndependent)
          : skipped('an up does not run again'),
      ...(populatedSkipped === undefined ? {} : { dataPreserved: notTriedOnRows(populatedSkipped) }),
      ...(notRepeatable === undefined || result !== atFault
        ? {}
        : { applies: verdictOf([...merged.applies.findings, notRepeatable.finding]) }),
    };
    return { source, verdicts, unpopulated: onRows?.unpopulated ?? [], untried: onRows?.untried ?? [] };
  });
}

function withPopulated({ verdicts }: EmptyTrialResult, onRows: PopulatedTrialResult): Verdicts {
  const { findings, upChangesRows } = onRows;
  const merged: Record<string, Verdict> = {};
  for (const axis of AXES) {
    const base = axis === 'dataPreserved' ? onRows.dataPreserved : verdicts[axis];
    const kept = upChangesRows ? base.findings.flatMap(whereUpChangesRows) : base.findings;
    const added = findings.get(axis) ?? [];
    const isSame = kept.length === base.findings.length && kept.every((found, i) => found === base.findings[i]);
    merged[axis] = added.length === 0 && isSame ? base : verdictOf([...kept, ...added]);
  }
  return { ...verdicts, ...merged };
}

/** Adds what the rows of client data show and generated rows do not. */
function withClientRows(
  verdicts: Verdicts,
  found: ReadonlyMap<Axis, readonly Finding[]> = new Map<Axis, readonly Finding[]>(),
): Verdicts {
  const merged: Record<Axis, Verdict> = { ...verdicts };
  for (const [axis, findings] of found) {
    const known = verdicts[axis].findings;
    const added = findings.filter(({ code, status }) =>
      known.every((each) => each.code !== code || each.status !== status),
    );
    if (added.length > 0) {
      merged[axis] = verdictOf([...known, ...added]);
    }
  }
  return merged;
}

const FIX_FOR_ROWS = 'Add a down that undoes what the up does to rows, or one that says why nothing can undo it.';

/** A finding of the empty pass about an up that changes nothing in empty tables, but does in tables with rows. */
function whereUpChangesRows(found: Finding): Finding[] {
  if (found.code === 'up-changes-nothing') {
    return [];
  }
  return found.code === 'down-missing' && found.status === 'warn'
    ? [{ ...found, status: 'fail', populated: true, fix: FIX_FOR_ROWS }]
    : [found];
}

/**
 * Cached and new verdicts in the order of the chain; a new one replaces a cached one. Where one diverges in the single
 * session, all later ones get `AFTER_DIVERGENCE`, although this run stopped looking there.
 */
export function mergeWithCached(
  versions: readonly bigint[],
  cached: readonly CheckedMigration[],
  checked: readonly CheckedMigration[],
): CheckedMigration[] {
  const byVersion = new Map([...cached, ...checked].map((each) => [each.source.migration.version, each]));
  const all = versions.flatMap((version) => byVersion.get(version) ?? []);
  const diverged = all.findIndex(({ verdicts }) => verdicts.sessionIndependent.findings.length > 0);
  return all.map((each, index) =>
    diverged === -1 || index <= diverged || each.verdicts.sessionIndependent.status === 'skipped'
      ? each
      : { ...each, verdicts: { ...each.verdicts, sessionIndependent: AFTER_DIVERGENCE } },
  );
}
