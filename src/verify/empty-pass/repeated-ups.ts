import type { ObjectKind } from '../../catalog/snapshot/catalog-object.ts';
import { diff, type SnapshotDiff } from '../../catalog/diff/diff.ts';
import { formatDiff } from '../../catalog/diff/format-diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { upFile } from '../migration-source.ts';
import { differenceFindings, failureFinding } from '../report/describe-findings.ts';
import type { Finding } from '../report/verdict.ts';
import { onlyValuesDiffer, withoutVolatile } from '../report/volatile-values.ts';
import type { MigrationTrial } from './migration-trial.ts';

/** Whether a second up succeeds and changes nothing. */
export async function checkSecondUp(trial: MigrationTrial): Promise<Finding[]> {
  const expected = await trial.stateAfterUp();
  const second = await trial.up();
  const difference = await trial.compare(expected);
  if (second.ok) {
    return differenceFindings(difference, {
      ...upFile(trial.source),
      code: 'second-up-changes',
      what: 'a second up changes the database',
      fix: fixForRepetition(difference),
    });
  }
  const failure = await failureFinding(second, {
    ...upFile(trial.source),
    code: 'second-up-fails',
    what: 'a second up fails',
    fix: 'Guard the statement: IF NOT EXISTS, IF EXISTS, OR REPLACE, ON CONFLICT DO NOTHING, or a DO block with a check.',
  });
  const damage = difference.grade === 'equal' ? [] : ['It leaves behind:', ...formatDiff(difference)];
  return [{ ...failure, details: [...failure.details, ...damage] }];
}

/** PostgreSQL chooses an unused name for these where a statement gives none, so each run creates one more. */
const NAMED_BY_THE_SERVER: ReadonlySet<ObjectKind> = new Set(['constraint', 'index']);

/** How to make an up idempotent, by what the second run changed. */
export function fixForRepetition({
  objects,
  rows,
  sequencesBehind,
}: Pick<SnapshotDiff, 'objects' | 'rows' | 'sequencesBehind'>): string {
  if (objects.some(({ change, kind }) => change === 'added' && NAMED_BY_THE_SERVER.has(kind))) {
    return 'Name every constraint and index, and guard each statement so that it acts once.';
  }
  if (objects.length === 0 && rows.length === 0 && sequencesBehind.length > 0) {
    return 'Move the sequence only forward: setval to the greatest value of its column, not to a fixed number.';
  }
  if (objects.length > 0 || rows.length === 0) {
    return 'Guard each statement so that it acts once.';
  }
  return rows.some(({ before, after }) => (after ?? 0) > (before ?? 0))
    ? 'Insert only missing rows: ON CONFLICT (…) DO NOTHING, or WHERE NOT EXISTS.'
    : 'Update only rows that need it (a WHERE that the result no longer meets), to values that depend neither on the old ' +
        'values nor on the time.';
}

/** Whether the up after the down leads to the same state as the first. */
export async function checkThirdUp(trial: MigrationTrial): Promise<Finding[]> {
  const expected = await trial.stateAfterUp();
  const third = await trial.up();
  if (!third.ok) {
    trial.markDirty();
    return [
      await failureFinding(third, {
        ...upFile(trial.source),
        code: 'third-up-fails',
        what: 'after the down, the up fails',
        fix: 'Remove in the down what the up creates, or guard the up.',
      }),
    ];
  }
  const actual = await trial.takeSnapshot();
  const difference = await trial.compare(expected, actual);
  // Names of objects can hold numbers that a sequence gave, too.
  const byChance = onlyValuesDiffer(difference) || (difference.objects.length > 0 && trial.movedSequences().length > 0);
  const lasting = byChance ? await withoutChance(trial, expected, actual) : difference;
  return differenceFindings(lasting, {
    ...upFile(trial.source),
    code: 'third-up-differs',
    what: 'up, down and up lead to another state than the first up',
    fix: isRestored(trial) ? WITHOUT_CHANCE : 'Undo in the down exactly what the up does.',
  });
}

/** Whether the down restored the state before the up, so that the up itself leads to different states. */
function isRestored({ stateBefore, stateAfterDown }: MigrationTrial): boolean {
  return stateAfterDown !== undefined && diff(stateBefore, stateAfterDown).grade === 'equal';
}

/** The fix where an up leads to another state in each run. */
export const WITHOUT_CHANCE =
  'Write into the up what is the same in each run: the down restores the state before, but the up puts the time or a ' +
  'random value into a definition. An expression such as DEFAULT now() is computed for each row instead.';

/**
 * The difference between the first up and the one after the down, without values that differ by chance (`now()` and the
 * like) and without the numbers that sequences draw, which go on counting.
 */
async function withoutChance(
  trial: MigrationTrial,
  first: CatalogSnapshot,
  third: CatalogSnapshot,
): Promise<SnapshotDiff> {
  const expected = trial.movedSequences().length === 0 ? first : await trial.rerunUp();
  const difference = diff(expected, third);
  return onlyValuesDiffer(difference) ? withoutVolatile(difference, diff(expected, await trial.rerunUp())) : difference;
}
