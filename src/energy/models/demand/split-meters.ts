import { exp } from '../../../seeding/random/exact-math.ts';
import { keyOf } from '../../../seeding/random/hash.ts';
import { autoregressive } from '../../../seeding/random/noise.ts';
import { randomOf } from '../../../seeding/random/random.ts';
import { HALF_HOUR, utcYear } from '../calendar/utc-year.ts';
import { rounded } from '../round.ts';

/** The mean share of the smaller of two meters, and how much its ratio to the other differs: over hours, and over weeks. */
const SECOND = { least: 0.15, most: 0.42, hours: { sigma: 0.22, tau: 6 }, weeks: { sigma: 0.12, tau: 700 } };

/**
 * What each of a site's meters of one kind counts by half-hours of a UTC year, kWh to the watt-hour: in every half-hour they add up to
 * what all count. Each block of the site is used in its own way, so their ratio changes.
 *
 * @param all kWh by half-hours, to the watt-hour
 * @param meters 0, 1 or 2
 */
export function splitMeters(
  seed: number,
  siteIndex: number,
  kind: 'elec' | 'fuel',
  year: number,
  all: Float64Array,
  meters: number,
): Float64Array[] {
  if (meters < 2) {
    return meters === 0 ? [] : [all];
  }
  const mean = SECOND.least + (SECOND.most - SECOND.least) * randomOf(seed, 'second meter', siteIndex, kind).next();
  const first = utcYear(year).from / HALF_HOUR;
  const noise = ({ sigma, tau }: { readonly sigma: number; readonly tau: number }, over: string): Float64Array =>
    autoregressive(keyOf(seed, ['second meter', siteIndex, kind, over]), first, all.length, tau).map(
      (value) => sigma * value,
    );
  const [hours, weeks] = [noise(SECOND.hours, 'hours'), noise(SECOND.weeks, 'weeks')];
  const second = all.map((kwh, i) => {
    const ratio = (mean / (1 - mean)) * exp((hours[i] ?? 0) + (weeks[i] ?? 0));
    return rounded((kwh * ratio) / (1 + ratio), 1000);
  });
  return [all.map((kwh, i) => rounded(kwh - (second[i] ?? 0), 1000)), second];
}
