import { keyOf } from '../../../seeding/random/hash.ts';
import { uniformAt } from '../../../seeding/random/noise.ts';
import { randomOf, type Random } from '../../../seeding/random/random.ts';
import { rounded } from '../round.ts';
import { HALF_HOUR, utcYear } from '../calendar/utc-year.ts';

/** What a meter reports. */
export interface Readings {
  /** kWh. */
  readonly values: Float64Array;
  /** 1 where the reading is missing. */
  readonly missing: Uint8Array;
}

/** Outages of the connection in a year, and their longest duration in half-hours. */
const OUTAGES = { times: 3, longest: 60 };
/** Days with estimated readings, which all equal the day's mean. */
const ESTIMATED = { times: 3, longest: 4 };
/** Half-hours with spikes: readings many times too high. */
const SPIKES = { times: 4, least: 6, most: 30 };
/** Fraction of single readings that are lost. */
const LOST = 0.0008;
/** Probability and years of a meter change; the new meter's reading relative to the old one's. */
const CHANGE = { chance: 0.5, first: 2018, years: 10, error: 0.04, gap: 5 };

/** Readings with the faults that real meters have, by half-hours of a UTC year. */
export function faultyReadings(
  seed: number,
  siteIndex: number,
  fuel: 'elec' | 'gas',
  year: number,
  consumption: Float64Array,
): Readings {
  const values = consumption.slice();
  const missing = new Uint8Array(values.length);
  const random = randomOf(seed, 'faults', siteIndex, fuel, year);
  estimate(values, random);
  for (let i = 0; i < SPIKES.times; i += 1) {
    const at = random.integer(values.length);
    const times = SPIKES.least + random.next() * (SPIKES.most - SPIKES.least);
    values[at] = rounded((values[at] ?? 0) * times, 1000);
  }
  changeMeter(values, missing, seed, siteIndex, fuel, year);
  for (let i = 0; i < OUTAGES.times; i += 1) {
    const from = random.integer(values.length);
    missing.fill(1, from, from + 1 + random.integer(OUTAGES.longest));
  }
  const key = keyOf(seed, ['faults', siteIndex, fuel, 'no value']);
  const first = utcYear(year).from / HALF_HOUR;
  for (let i = 0; i < missing.length; i += 1) {
    if (uniformAt(key, first + i) < LOST) {
      missing[i] = 1;
    }
  }
  return { values, missing };
}

function estimate(values: Float64Array, random: Random): void {
  for (let i = 0; i < ESTIMATED.times; i += 1) {
    const from = random.integer(values.length / 48) * 48;
    const days = values.subarray(from, from + 48 * (1 + random.integer(ESTIMATED.longest)));
    days.fill(rounded(days.reduce((sum, value) => sum + value, 0) / days.length, 1000));
  }
}

/** A meter is changed at most once; readings are missing until the new one reports. */
function changeMeter(
  values: Float64Array,
  missing: Uint8Array,
  seed: number,
  siteIndex: number,
  fuel: string,
  year: number,
): void {
  const random = randomOf(seed, 'meter change', siteIndex, fuel);
  if (!random.chance(CHANGE.chance)) {
    return;
  }
  const moment = CHANGE.first + CHANGE.years * random.next();
  const factor = 1 + CHANGE.error * (2 * random.next() - 1);
  const at = Math.round(Math.min(Math.max(moment - year, 0), 1) * values.length);
  for (let i = at; i < values.length; i += 1) {
    values[i] = rounded((values[i] ?? 0) * factor, 1000);
  }
  if (at > 0) {
    missing.fill(1, at, at + CHANGE.gap);
  }
}
