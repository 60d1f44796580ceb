import { HALF_HOUR, utcYear } from './utc-year.ts';

/** A month in UTC, with the numbers of its half-hours in the year: the first, and the one after the last. */
export interface Month {
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly end: number;
}

/** The twelve months of a year. */
export function monthsOf(year: number): Month[] {
  const { from: begin } = utcYear(year);
  return Array.from({ length: 12 }, (_, month) => {
    const [from, to] = [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)];
    return { from, to, first: (from - begin) / HALF_HOUR, end: (to - begin) / HALF_HOUR };
  });
}

/** The sum over a month of half-hours. */
export function monthlySum(values: Float64Array, { first, end }: Month): number {
  return values.subarray(first, end).reduce((sum, value) => sum + value, 0);
}
