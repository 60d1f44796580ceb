import type { ObjectKind } from '../../catalog/snapshot/catalog-object.ts';
import type { SnapshotDiff } from '../../catalog/diff/diff.ts';

/** PostgreSQL finds a free name for these where a statement gives none, so that each run makes one more. */
const NAMED_BY_THE_SERVER: ReadonlySet<ObjectKind> = new Set(['constraint', 'index']);

/** How to write an up so that it acts once, by what it did the second time. */
export function fixForRepetition({ objects, rows }: Pick<SnapshotDiff, 'objects' | 'rows'>): string {
  if (objects.some(({ change, kind }) => change === 'added' && NAMED_BY_THE_SERVER.has(kind))) {
    return 'Name every constraint and index, and guard each statement so that it acts once.';
  }
  if (objects.length > 0 || rows.length === 0) {
    return 'Guard each statement so that it acts once.';
  }
  return rows.some(({ before, after }) => (after ?? 0) > (before ?? 0))
    ? 'Insert only what is not there: ON CONFLICT (…) DO NOTHING, or WHERE NOT EXISTS.'
    : 'Change only rows that need it, to values that do not build on those they had or on the time.';
}
