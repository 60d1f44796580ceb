import { HALF_HOUR } from '../models/calendar/utc-year.ts';
import type { SiteSeries } from '../models/site-year.ts';

/** kW of a small charger. */
export const CHARGER_POWER = 7;

/**
 * kWh that a charger gives on a workday and on a weekend day, about 4,000 kWh a year; the vehicles of a site come back between these
 * half-hours of a day, UTC.
 */
const USE = { workday: 14, weekend: 4, from: 34, to: 46 };

/** Half-hours of a day, UTC, in which vehicles charge that can wait and found no surplus. */
export const FLEXIBLE_FROM = 2;
export const FLEXIBLE_TO = 12;

/** What one charger is asked for, kWh by half-hours. */
export function chargingOf({ from, halfHours }: Pick<SiteSeries, 'from' | 'halfHours'>): Float64Array {
  const asked = new Float64Array(halfHours);
  for (let i = 0; i < halfHours; i += 1) {
    const step = i % 48;
    if (step >= USE.from && step < USE.to) {
      const weekday = new Date(from + i * HALF_HOUR).getUTCDay();
      asked[i] = (weekday === 0 || weekday === 6 ? USE.weekend : USE.workday) / (USE.to - USE.from);
    }
  }
  return asked;
}
