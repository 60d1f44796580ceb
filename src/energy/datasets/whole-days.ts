import { InvalidOptionError } from '../../support/errors.ts';
import type { Span } from './dataset.ts';

const DAY = 86_400_000;

/** The models cover no other days. */
const [FIRST, LAST] = [Date.UTC(1900, 0), Date.UTC(2200, 0)];

/** @throws InvalidOptionError unless the span is of whole days (UTC) from 1900 to 2199 */
export function requireWholeDays({ from, to }: Span): void {
  if (from < FIRST || to > LAST) {
    throw new InvalidOptionError('span', {
      message: 'invalid span: outside the years 1900 to 2199',
      hint: 'Give days, such as 2024-01-01 and 2025-01-01.',
    });
  }
  if (to < from && isWhole(from) && isWhole(to)) {
    throw new InvalidOptionError('span', {
      message: `invalid span: ${dayOf(to)} is before ${dayOf(from)}`,
      hint: `Did you mean from ${dayOf(to)} to ${dayOf(from)}? The last day is not included.`,
    });
  }
  if (!(from < to) || !isWhole(from) || !isWhole(to)) {
    throw new InvalidOptionError('span', {
      message: 'invalid span: not whole days with the first before the last',
      hint: 'Give days, such as 2024-01-01 and 2025-01-01; the last is not included.',
    });
  }
}

function isWhole(time: number): boolean {
  return Number.isInteger(time) && time % DAY === 0;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
