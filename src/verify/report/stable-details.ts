import type { Finding } from './verdict.ts';

/** The place of a statement in a file, which `judge` adds to a line. */
const PLACE = / {2}\([^()]+:\d+\)$/;

/** What the tables held when it was seen, which other rows would change: `~ rows public.t 1 -> 2 (0 lost, 1 new)`. */
const ROW_COUNTS = /^(~ rows .+?) (?:no table|\d+)(?: -> (?:no table|\d+))?(?: \([^()]*\))?$/;

/** `~ sequence public.s  stands at 3, below 5 in public.t.id` */
const SEQUENCE_VALUE = /^(~ sequence .+?) {2}stands at .+, below .+? in (.+)$/;

/** `public.t: 2 of 4 rows lost` */
const LOST_COUNTS = /: \d+ of \d+ (row|value)s? lost/;

/**
 * What a finding is about, in lines that are the same tomorrow: each object and what is wrong with it, without line
 * numbers, counts of rows and values of sequences; of an error the message, without the values it names beside and the
 * statement. Sorted, each once.
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
