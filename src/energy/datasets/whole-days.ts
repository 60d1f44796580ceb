import { UsageError } from '../../support/errors.ts';
import type { Span } from './dataset.ts';

const DAY = 86_400_000;

/** The models know no earlier or later days. */
const [FIRST, LAST] = [Date.UTC(1900, 0), Date.UTC(2200, 0)];

/** @throws UsageError `BAD_SPAN` for a span that is not of whole days (UTC) from 1900 to 2199, the first before the last */
export function requireWholeDays({ from, to }: Span): void {
  if (from < FIRST || to > LAST) {
    throw new UsageError('the span is not within the years 1900 to 2199', {
      code: 'BAD_SPAN',
      hint: 'Give days, such as 2024-01-01 and 2025-01-01.',
    });
  }
  if (!(from < to) || !isWhole(from) || !isWhole(to)) {
    throw new UsageError('the span is not of whole days, the first before the last', {
      code: 'BAD_SPAN',
      hint: 'Give days, such as 2024-01-01 and 2025-01-01: the last is not in it.',
    });
  }
}

function isWhole(time: number): boolean {
  return Number.isInteger(time) && time % DAY === 0;
}
