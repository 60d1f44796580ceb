import { remembered } from './remembered.ts';

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

export const utcYear = remembered(8, String, (year: number): UtcYear => {
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

/** The angle of the season in radians: 0 when it is coldest, about 21 January. */
export function seasonAngle(dayOfYear: number): number {
  return (2 * Math.PI * (dayOfYear - 21)) / 365.25;
}
