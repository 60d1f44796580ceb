import { UsageError } from '../../support/errors.ts';
import type { Span } from './dataset.ts';

const DAY = 86_400_000;

/** @throws UsageError `BAD_SPAN` for a span that is not of whole days (UTC), the first before the last */
export function requireWholeDays({ from, to }: Span): void {
  if (!(from < to) || from % DAY !== 0 || to % DAY !== 0) {
    throw new UsageError('the span is not of whole days, the first before the last', {
      code: 'BAD_SPAN',
      hint: 'Give days, such as 2024-01-01 and 2025-01-01: the last is not in it.',
    });
  }
}
