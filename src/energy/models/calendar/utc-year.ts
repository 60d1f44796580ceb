import { memoize } from '../memoize.ts';

export const HOUR = 3_600_000;
export const HALF_HOUR = 1_800_000;
export const DAY = 86_400_000;

/** A year in UTC, and the bounds of its intervals in milliseconds since 1970: one more than there are intervals. */
export interface UtcYear {
  readonly year: number;
  readonly from: number;
  readonly to: number;
  readonly days: number;
  readonly hours: number;
  readonly halfHours: number;
  readonly hourBounds: Float64Array;
  readonly halfHourBounds: Float64Array;
}

export const utcYear = memoize(8, String, (year: number): UtcYear => {
  const from = Date.UTC(year, 0, 1);
  const to = Date.UTC(year + 1, 0, 1);
  const bounds = (step: number): Float64Array =>
    Float64Array.from({ length: (to - from) / step + 1 }, (_, i) => from + i * step);
  return {
    year,
    from,
    to,
    days: (to - from) / DAY,
    hours: (to - from) / HOUR,
    halfHours: (to - from) / HALF_HOUR,
    hourBounds: bounds(HOUR),
    halfHourBounds: bounds(HALF_HOUR),
  };
});

/** The seasonal angle in radians: 0 at the coldest time, about 21 January. */
export function seasonAngle(dayOfYear: number): number {
  return (2 * Math.PI * (dayOfYear - 21)) / 365.25;
}

/** Consecutive hours from `from`, milliseconds since 1970. */
export interface HourlySpan {
  readonly from: number;
  readonly hours: number;
}

/** Hours before a year that are computed with it, because heat in walls and snow depend on earlier days. */
export const LEAD = 240;

/** The hours of a year, LEAD hours before it, and one after it for interpolating its last half-hour. */
export function hourlySpan(year: number): HourlySpan {
  const { from, hours } = utcYear(year);
  return { from: from - LEAD * HOUR, hours: LEAD + hours + 1 };
}

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
