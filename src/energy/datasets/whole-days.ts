import { UsageError } from '../../support/errors.ts';
import type { Span } from './dataset.ts';

const DAY = 86_400_000;

/** The models cover no other days. */
const [FIRST, LAST] = [Date.UTC(1900, 0), Date.UTC(2200, 0)];

/** @throws UsageError `BAD_SPAN` unless the span is of whole days (UTC) from 1900 to 2199 */
export function requireWholeDays({ from, to }: Span): void {
  if (from < FIRST || to > LAST) {
    throw new UsageError('invalid span: outside the years 1900 to 2199', {
      code: 'BAD_SPAN',
      hint: 'Give days, such as 2024-01-01 and 2025-01-01.',
    });
  }
  if (!(from < to) || !isWhole(from) || !isWhole(to)) {
    throw new UsageError('invalid span: not whole days with the first before the last', {
      code: 'BAD_SPAN',
      hint: 'Give days, such as 2024-01-01 and 2025-01-01; the last is not included.',
    });
  }
}

function isWhole(time: number): boolean {
  return Number.isInteger(time) && time % DAY === 0;
}
