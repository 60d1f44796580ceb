import type { Seed } from '../values/choice.ts';
import { mix } from '../random/hash.ts';
import type { TablePlan } from './table-plan.ts';

/** The row whose values `again` repeats. */
const FULL = 0;
const AGAIN = 1;

/** What makes the values of one call differ from those of another. */
export interface Variation {
  salt: number;
  /** Counts the trials of one row, so that each has other values. */
  trial: number;
}

/** The seed of a value: of the table, row, column and variation, and of nothing else. */
export function seedOf(plan: TablePlan, column: number, index: number, { salt, trial }: Variation): Seed {
  const { hash = 0, distinct = false } = plan.columns[column] ?? {};
  const shared = index === AGAIN && !distinct ? FULL : index;
  const row = mix(mix(mix(plan.seed, salt), trial), shared);
  return { cell: mix(row, hash), row, index: shared + trial, ordinal: column };
}
