import type { Span } from '../../seeding/job/dataset.ts';

/**
 * The twelve months that optimisations and fits are made of: the first of a span. Undefined for a shorter span, which has none
 * of them.
 */
export function optimisedSpan({ from, to }: Span): Span | undefined {
  const end = new Date(from);
  end.setUTCFullYear(end.getUTCFullYear() + 1);
  return end.getTime() <= to ? { from, to: end.getTime() } : undefined;
}
