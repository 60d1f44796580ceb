import { atan2, cos, sin } from '../../../seeding/random/exact-math.ts';
import { DAY, HOUR, type HourlySpan } from '../calendar/utc-year.ts';
import type { Ephemeris } from './sun.ts';

/** UTC hour of the highest temperature. */
const WARMEST = 14.6;

/** UTC hour of the lowest temperature for a sunrise at 03:42, and how much later it is for each hour of a later sunrise. */
const COLDEST = { sunrise: 3.7, hour: 3.6, perHour: 0.62 };

/**
 * The course of the temperature over each day, from -1 before sunrise to 1 in the afternoon, of mean 0, by hours: two
 * half-waves, as in C. T. de Wit, Simulation of Assimilation, Respiration and Transpiration of Crops (1978).
 */
export function dayShape(
  { from, hours }: HourlySpan,
  sun: Ephemeris,
  { latitude, longitude }: { readonly latitude: number; readonly longitude: number },
): Float64Array {
  const angle = (latitude * Math.PI) / 180;
  const tangent = sin(angle) / cos(angle);
  const shape = new Float64Array(hours);
  let coldest = 0;
  for (let i = 0; i < hours; i += 1) {
    const hour = ((from + i * HOUR) % DAY) / HOUR;
    if (i === 0 || hour === 0) {
      const noon = -tangent * ((sun.sinDeclination[i] ?? 0) / (sun.cosDeclination[i] ?? 1));
      const halfDay = (atan2(Math.sqrt(Math.max(0, 1 - noon * noon)), noon) * 12) / Math.PI;
      coldest = COLDEST.hour + COLDEST.perHour * (12 - longitude / 15 - halfDay - COLDEST.sunrise);
    }
    shape[i] =
      hour >= coldest && hour < WARMEST
        ? -cos((Math.PI * (hour - coldest)) / (WARMEST - coldest))
        : cos((Math.PI * ((hour + 24 - WARMEST) % 24)) / (24 - WARMEST + coldest));
  }
  return shape;
}
