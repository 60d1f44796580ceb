import type { MeterProfile, Site } from '../../world/site.ts';
import { DAY_KIND, localCalendar } from '../calendar/local-calendar.ts';
import { LEAD } from '../calendar/utc-year.ts';
import { weather } from '../weather/weather.ts';
import { nationOf } from './occupancy.ts';

/** degC below which days are cold, and above which they are warm. */
export const COLD = 15.5;
export const WARM = 18;

/** The least that a half-hour takes of the mean, whatever the temperature. */
const LEAST = 0.02;

/** The mean demand of a site by half-hours of a UTC year, as the statistics of a meter have it, not yet of mean 1. */
export function profileShape(seed: number, site: Site, year: number, profile: MeterProfile): Float64Array {
  const { halfHourOfDay, day, dayKind } = localCalendar(year, nationOf(site));
  const { temperature } = weather(seed, site.place, year);
  // Electric heating is added by itself.
  const perColdKelvin = site.heating.kind.endsWith('boiler') ? profile.perColdKelvin : 0;
  const response = Float64Array.from(dayKind, (_, i) => {
    const hours = temperature.subarray(LEAD + i * 24, LEAD + (i + 1) * 24);
    const mean = hours.reduce((sum, value) => sum + value, 0) / hours.length;
    return perColdKelvin * Math.max(0, COLD - mean) + profile.perWarmKelvin * Math.max(0, mean - WARM);
  });
  return Float64Array.from(day, (ofDay, i) => {
    const means = dayKind[ofDay] === DAY_KIND.workday ? profile.workday : profile.dayOff;
    return Math.max(LEAST, (means[halfHourOfDay[i] ?? 0] ?? 0) + (response[ofDay] ?? 0));
  });
}
