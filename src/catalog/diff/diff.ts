import { compareTexts } from '../snapshot/snapshot-builder.ts';
import { diffObjects, withoutShared } from './diff-objects.ts';
import { diffRows } from './diff-rows.ts';
import { membersOfChanged, type ExtensionMembers } from './extension-members.ts';
import type { CatalogSnapshot } from '../snapshot/describe-schema.ts';
import type { Grade, ObjectChange, SequenceChange, SnapshotDiff } from './snapshot-diff.ts';

export type { Grade, SnapshotDiff } from './snapshot-diff.ts';

const GRADES: readonly Grade[] = ['equal', 'column-order', 'names-only', 'different'];

/**
 * All differences between two snapshots that were taken with the same options. With the arguments swapped it returns the
 * opposite differences. An extension that was created, dropped, updated or moved stands for its members.
 */
export function diff(before: CatalogSnapshot, after: CatalogSnapshot): SnapshotDiff {
  const differing = withoutShared(before.objects, after.objects);
  const members = membersOfChanged(before, after, differing);
  const objects = diffObjects(before.objects, after.objects, differing).filter((change) => !members.explains(change));
  const rows = diffRows(before.rows, after.rows)
    .filter(({ table }) => !members.owns(['table', 'materialized view'], table))
    .map((change) => (isNamedByTrigger(change.table, after) ? { ...change, namedByTrigger: true as const } : change));
  const sameCoverage = before.uncovered.toSorted().join('\n') === after.uncovered.toSorted().join('\n');
  const grades = objects.map(gradeOf);
  if (rows.length > 0 || !sameCoverage) {
    grades.push('different');
  }
  return {
    grade: GRADES.findLast((grade) => grades.includes(grade)) ?? 'equal',
    objects,
    rows,
    sequences: sequenceChanges(before, after, members),
    sequencesBehind: newlyBehind(before, after, members),
    uncovered: [...new Set([...before.uncovered, ...after.uncovered])].toSorted(compareTexts),
  };
}

/** Whether the body of a trigger's function has the table's name. */
function isNamedByTrigger(table: string, { objects }: CatalogSnapshot): boolean {
  const name = new RegExp(String.raw`(?<!\w)${(table.split('.').at(-1) ?? table).replaceAll(/\W/g, '\\W')}(?!\w)`, 'i');
  return objects.some(
    ({ kind, definition: { returns, body } }) =>
      kind === 'function' && (returns === 'trigger' || returns === 'event_trigger') && name.test(String(body)),
  );
}

function gradeOf({ change, kind }: ObjectChange): Grade {
  if (change === 'reordered') {
    return kind === 'composite type' ? 'different' : 'column-order';
  }
  return change === 'renamed' ? 'names-only' : 'different';
}

function sequenceChanges(before: CatalogSnapshot, after: CatalogSnapshot, members: ExtensionMembers): SequenceChange[] {
  if (before.sequences === after.sequences) {
    return [];
  }
  const values = new Map(before.sequences.map(({ sequence, lastValue }) => [sequence, lastValue]));
  return after.sequences
    .flatMap(({ sequence, lastValue }) => {
      const earlier = values.get(sequence);
      return earlier === undefined || earlier === lastValue || members.owns(['sequence'], sequence)
        ? []
        : [{ sequence, before: earlier, after: lastValue }];
    })
    .toSorted((a, b) => compareTexts(a.sequence, b.sequence));
}

function newlyBehind(
  before: CatalogSnapshot,
  after: CatalogSnapshot,
  members: ExtensionMembers,
): SnapshotDiff['sequencesBehind'] {
  const already = new Set(before.sequences.filter(({ behind }) => behind).map(({ sequence }) => sequence));
  return after.sequences.filter(
    ({ sequence, behind }) => behind && !already.has(sequence) && !members.owns(['sequence'], sequence),
  );
}
