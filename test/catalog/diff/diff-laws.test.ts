import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { formatDiff } from '../../../src/catalog/diff/format-diff.ts';
import type { CatalogSnapshot } from '../../../src/catalog/snapshot/describe-schema.ts';
import type { ObjectChange, SnapshotDiff } from '../../../src/catalog/diff/snapshot-diff.ts';
import { sampleObject, snapshots } from '../sample-snapshot.ts';

const OPPOSITE = { added: 'removed', removed: 'added', changed: 'changed', renamed: 'renamed', reordered: 'reordered' };

/** A diff without the order of changes to objects with the same later name. */
function essence({ grade, objects, rows, sequences, uncovered }: SnapshotDiff): unknown {
  const changes = objects.map((change) => JSON.stringify([change.change, ...sides(change)]));
  return { grade, changes: changes.toSorted(), rows, sequences, uncovered };
}

/** The same of the diff the other way round. */
function mirrorEssence({ grade, objects, rows, sequences, uncovered }: SnapshotDiff): unknown {
  const changes = objects.map((change) => JSON.stringify([OPPOSITE[change.change], ...sides(change).toReversed()]));
  return {
    grade,
    changes: changes.toSorted(),
    rows: rows.map((row) => ({ ...row, before: row.after, after: row.before, lost: row.added, added: row.lost })),
    sequences: sequences.map(({ sequence, before, after }) => ({ sequence, before: after, after: before })),
    uncovered,
  };
}

function sides(change: ObjectChange): unknown[] {
  return 'object' in change ? [change.object] : [change.before, change.after];
}

/** Every way to change one thing in a snapshot. */
function mutants(snapshot: CatalogSnapshot): CatalogSnapshot[] {
  const { objects, rows, uncovered } = snapshot;
  return [
    { ...snapshot, objects: [...objects, sampleObject({ name: 'another' })] },
    { ...snapshot, uncovered: [...uncovered, 'another'] },
    { ...snapshot, rows: [...rows, { table: 'another', count: 1, digest: '1', columns: {}, hashes: null }] },
    ...objects.flatMap((object, i) => [
      { ...snapshot, objects: objects.toSpliced(i, 1) },
      { ...snapshot, objects: objects.with(i, { ...object, name: 'another' }) },
      { ...snapshot, objects: objects.with(i, { ...object, definition: { ...object.definition, definition: 'new' } }) },
      { ...snapshot, objects: objects.with(i, { ...object, definition: { ...object.definition, extra: true } }) },
    ]),
    ...rows.flatMap((table, i) => [
      { ...snapshot, rows: rows.with(i, { ...table, count: table.count + 1 }) },
      { ...snapshot, rows: rows.with(i, { ...table, digest: `${table.digest}1` }) },
    ]),
  ];
}

describe('A diff', () => {
  it('of a snapshot and itself is empty, in any order', () => {
    fc.assert(
      fc.property(snapshots, (snapshot) => {
        const reversed = { ...snapshot, objects: snapshot.objects.toReversed(), rows: snapshot.rows.toReversed() };
        const uncovered = snapshot.uncovered.toSorted();
        expect(diff(snapshot, reversed)).toEqual({
          grade: 'equal',
          objects: [],
          rows: [],
          sequences: [],
          sequencesBehind: [],
          uncovered,
        });
      }),
    );
  });

  it('with swapped arguments has the opposite changes', () => {
    fc.assert(
      fc.property(snapshots, snapshots, (before, after) => {
        expect(mirrorEssence(diff(after, before))).toEqual(essence(diff(before, after)));
      }),
      { numRuns: 500 },
    );
  });

  it('of snapshots with one change is not equal and not empty', () => {
    fc.assert(
      fc.property(snapshots, (snapshot) => {
        for (const mutant of mutants(snapshot)) {
          const difference = diff(snapshot, mutant);
          expect(difference.grade).not.toBe('equal');
          expect(formatDiff(difference).length).toBeGreaterThan(0);
        }
      }),
    );
  });
});
