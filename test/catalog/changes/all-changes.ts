import { partOf, type Part } from '../../suite-part.ts';
import { accessChanges } from './access.ts';
import type { Change } from './change.ts';
import { columnChanges } from './columns.ts';
import { constraintChanges } from './constraints.ts';
import { routineChanges } from './routines.ts';
import { tableChanges } from './tables.ts';
import { typeChanges } from './types.ts';

const ALL: readonly (readonly [area: string, changes: readonly Change[]])[] = [
  ['tables and views', tableChanges],
  ['columns and sequences', columnChanges],
  ['constraints and indexes', constraintChanges],
  ['functions and triggers', routineChanges],
  ['types and operators', typeChanges],
  ['access and replication', accessChanges],
];

/** By area: one change of each kind for the short suite, the others for the long one. */
export function changesOf(
  part: Part,
  kindOf: (change: Change) => string,
): (readonly [area: string, changes: Change[]])[] {
  return ALL.map(([area, changes]) => [area, partOf(part, changes, kindOf)]);
}

/** The object that is found first: `column`. */
export function objectOf({ found: [first = ''] }: Change): string {
  return first.split(' ')[1] ?? '';
}

/** What became of it: `+`, `-`, `~`. */
export function signOf({ found: [first = ''] }: Change): string {
  return first.slice(0, 1);
}
