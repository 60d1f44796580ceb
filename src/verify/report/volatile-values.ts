import type { SnapshotDiff } from '../../catalog/diff/diff.ts';
import type { RowChange } from '../../catalog/diff/snapshot-diff.ts';

/** Whether nothing differs but values in rows, as when an insert uses `now()` or `gen_random_uuid()`. */
export function onlyValuesDiffer({ objects, rows, sequencesBehind }: SnapshotDiff): boolean {
  return objects.length === 0 && sequencesBehind.length === 0 && rows.length > 0 && rows.every(hasSameCount);
}

/**
 * A difference without the columns that also differ in `control`, the difference between two runs of the same up from the
 * same state: their values prove nothing.
 */
export function withoutVolatile(difference: SnapshotDiff, control: SnapshotDiff): SnapshotDiff {
  const volatile = new Map(control.rows.filter(hasSameCount).map(({ table, columns }) => [table, new Set(columns)]));
  const rows = difference.rows.filter(
    (change) =>
      !hasSameCount(change) || !change.columns.every((column) => volatile.get(change.table)?.has(column) === true),
  );
  return { ...difference, rows, grade: rows.length === 0 ? 'equal' : difference.grade };
}

function hasSameCount({ before, after, columns }: RowChange): boolean {
  return before === after && columns.length > 0;
}
