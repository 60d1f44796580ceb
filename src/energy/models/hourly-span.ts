import { HOUR, utcYear } from './utc-year.ts';

/** Hours on end, from `from` (milliseconds since 1970) on. */
export interface HourlySpan {
  readonly from: number;
  readonly hours: number;
}

/** Hours before a year that are made with it, for what remembers the days before: heat in walls, snow. */
export const LEAD = 240;

/** The hours of a year with those before it and one more, which half-hours at its end lie before. */
export function hourlySpan(year: number): HourlySpan {
  const { from, hours } = utcYear(year);
  return { from: from - LEAD * HOUR, hours: LEAD + hours + 1 };
}
