import { keyOf } from '../../../seeding/random/hash.ts';
import { uniformAt } from '../../../seeding/random/noise.ts';
import { randomOf, type Random } from '../../../seeding/random/random.ts';
import { rounded } from '../round.ts';
import { HALF_HOUR, utcYear } from '../calendar/utc-year.ts';

/** What can be wrong with a reading; the first three change its value, the others leave it out. */
export const FAULT_KINDS = ['meter_change', 'estimated', 'spike', 'changeover', 'outage', 'lost_reading'] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** A meter of a site: its fuel, which of the meters of that fuel it is, and what it counts by half-hours, kWh. */
export interface MeterOfSite {
  readonly fuel: 'elec' | 'gas';
  readonly meter: number;
  readonly consumption: Float64Array;
}

/** What a meter reports. */
export interface Readings {
  /** kWh. */
  readonly values: Float64Array;
  /** 1 where the reading is missing. */
  readonly missing: Uint8Array;
  /** The fault of a reading that is missing or has another value; of several, the one that shows most. */
  readonly faultAt: (halfHour: number) => FaultKind;
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
  { fuel, meter, consumption }: MeterOfSite,
  year: number,
): Readings {
  const kind = nameOf(fuel, meter);
  const values = consumption.slice();
  const missing = new Uint8Array(values.length);
  const random = randomOf(seed, 'faults', siteIndex, kind, year);
  // Numbers of `FAULT_KINDS`. A new meter changes all later readings, so it is the fault of those that have no other.
  const kinds = new Uint8Array(values.length);
  estimate(values, kinds, random);
  for (let i = 0; i < SPIKES.times; i += 1) {
    const at = random.integer(values.length);
    const times = SPIKES.least + random.next() * (SPIKES.most - SPIKES.least);
    values[at] = rounded((values[at] ?? 0) * times, 1000);
    kinds[at] = numberOf('spike');
  }
  const changed = changeMeter(values, seed, siteIndex, kind, year);
  missing.fill(1, changed, changed + CHANGE.gap);
  kinds.fill(numberOf('changeover'), changed, changed + CHANGE.gap);
  for (let i = 0; i < OUTAGES.times; i += 1) {
    const from = random.integer(values.length);
    const to = from + 1 + random.integer(OUTAGES.longest);
    missing.fill(1, from, to);
    kinds.fill(numberOf('outage'), from, to);
  }
  const key = keyOf(seed, ['faults', siteIndex, kind, 'no value']);
  const first = utcYear(year).from / HALF_HOUR;
  for (let i = 0; i < missing.length; i += 1) {
    if (missing[i] === 0 && uniformAt(key, first + i) < LOST) {
      missing[i] = 1;
      kinds[i] = numberOf('lost_reading');
    }
  }
  return { values, missing, faultAt: (halfHour) => FAULT_KINDS[kinds[halfHour] ?? 0] ?? 'meter_change' };
}

function numberOf(kind: FaultKind): number {
  return FAULT_KINDS.indexOf(kind);
}

function estimate(values: Float64Array, kinds: Uint8Array, random: Random): void {
  for (let i = 0; i < ESTIMATED.times; i += 1) {
    const from = random.integer(values.length / 48) * 48;
    const to = from + 48 * (1 + random.integer(ESTIMATED.longest));
    const days = values.subarray(from, to);
    kinds.fill(numberOf('estimated'), from, to);
    days.fill(rounded(days.reduce((sum, value) => sum + value, 0) / days.length, 1000));
  }
}

/** Changes readings from that of a new meter on. Returns the first half-hour without a reading, from which the new one is not connected yet. */
function changeMeter(values: Float64Array, seed: number, siteIndex: number, meter: string, year: number): number {
  const change = meterChange(seed, siteIndex, meter);
  if (change === undefined) {
    return values.length;
  }
  const at = Math.min(Math.max((change.from - utcYear(year).from) / HALF_HOUR, 0), values.length);
  for (let i = at; i < values.length; i += 1) {
    values[i] = rounded((values[i] ?? 0) * change.factor, 1000);
  }
  return at > 0 ? at : values.length;
}

/** When a meter is replaced, milliseconds since 1970, and what the new one counts of a kWh. */
interface MeterChange {
  readonly from: number;
  readonly factor: number;
}

/** A meter is changed at most once. */
function meterChange(seed: number, siteIndex: number, meter: string): MeterChange | undefined {
  const random = randomOf(seed, 'meter change', siteIndex, meter);
  if (!random.chance(CHANGE.chance)) {
    return undefined;
  }
  const moment = CHANGE.first + CHANGE.years * random.next();
  const factor = 1 + CHANGE.error * (2 * random.next() - 1);
  const { from, halfHours } = utcYear(Math.floor(moment));
  return { from: from + Math.round((moment % 1) * halfHours) * HALF_HOUR, factor };
}

/** What the register of a meter counts of a kWh from an instant on: it goes on where readings are missing, estimated or wrong. */
export function registerFactor(
  seed: number,
  siteIndex: number,
  { fuel, meter }: Pick<MeterOfSite, 'fuel' | 'meter'>,
): (instant: number) => number {
  const change = meterChange(seed, siteIndex, nameOf(fuel, meter));
  return (instant) => (change === undefined || instant < change.from ? 1 : change.factor);
}

/** The first meter has no number. */
function nameOf(fuel: MeterOfSite['fuel'], meter: number): string {
  return meter === 0 ? fuel : `${fuel} ${meter + 1}`;
}
