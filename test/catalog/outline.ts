import type { ObjectChange, SnapshotDiff } from '../../src/catalog/diff/snapshot-diff.ts';

const SIGNS = { added: '+', removed: '-', changed: '~', renamed: '=', reordered: '#' } as const;

/** The changed objects of a diff and the properties in which they differ, a line each. */
export function outline(difference: SnapshotDiff): string[] {
  return difference.objects.map((change) => `${SIGNS[change.change]} ${change.kind} ${change.name}${detail(change)}`);
}

function detail(change: ObjectChange): string {
  if (change.change === 'changed') {
    return `: ${change.properties.map(({ property }) => property).join(', ')}`;
  }
  return change.change === 'renamed' ? `, was ${change.before.name}` : '';
}
