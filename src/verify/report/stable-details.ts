import type { Finding } from './verdict.ts';

/** The place of a statement in a file at the end of a line: `  (2_step.up.sql:3)`. */
const PLACE = / {2}\([^()]+:\d+\)$/;

/** The row counts of a table, which depend on the rows of the run: `~ rows public.t 1 -> 2 (0 lost, 1 new)`. */
const ROW_COUNTS = /^(~ rows .+?) (?:no table|\d+)(?: -> (?:no table|\d+))?(?: \([^()]*\))?$/;

/** `~ sequence public.s  stands at 3, below 5 in public.t.id` */
const SEQUENCE_VALUE = /^(~ sequence .+?) {2}stands at .+, below .+? in (.+)$/;

/** `public.t: 2 of 4 rows lost` */
const LOST_COUNTS = /: \d+ of \d+ (row|value)s? lost/;

/**
 * What a finding is about, in lines that are the same in each run: the objects and their differences, without line
 * numbers, row counts and values of sequences; of an error only the message, without its detail and the statement.
 * Sorted, without duplicates.
 */
export function stableDetails({ code, details }: Pick<Finding, 'code' | 'details'>): string[] {
  const isError = /-fails(?:-again)?$/.test(code);
  const lines = (isError ? details.slice(0, 1) : details).map((line) =>
    line
      .replace(/^line \d+: /, '')
      .replace(PLACE, '')
      .replace(ROW_COUNTS, '$1')
      .replace(SEQUENCE_VALUE, '$1 behind $2')
      .replace(LOST_COUNTS, ': $1s lost'),
  );
  return [...new Set(lines)].toSorted();
}
