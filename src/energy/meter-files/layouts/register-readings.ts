import type { Random } from '../../../seeding/random/random.ts';
import type { Span } from '../../datasets/dataset.ts';
import { isSummerTime } from '../../models/calendar/local-calendar.ts';
import { DAY, HOUR } from '../../models/calendar/utc-year.ts';
import type { ClientMeter, MeterSeries } from '../client-meter.ts';
import { csvLine, isoDay, localTime, withCommas } from '../file-text.ts';
import { ANY_YEAR, KWH_PER_CUBIC_METRE, type Layout } from '../layout.ts';
import { monthsIn } from '../whole-months.ts';

/** The share of readings that are estimated, at meters that send theirs and at those that somebody has to read. */
const ESTIMATED = { daily: 0.04, monthly: 0.25 };

/** m3 that a register may show at first. */
const MOST_AT_FIRST = 40_000;

/**
 * What the register of a gas meter shows, in whole cubic meters, with the use until the next reading that is not estimated: daily at local
 * midnight, or on the first of each month. Estimates lie between the readings around them. A register counts what is burnt, so the first reading after
 * an outage catches up; of a meter that is replaced, the new register goes on from the old one.
 */
export const REGISTER_READINGS: Layout = {
  extension: 'csv',
  suits: ({ fuel }) => fuel === 'gas',
  takes: ({ fuel }) => fuel === 'gas',
  hasEachReading: false,
  years: ANY_YEAR,
  // Both readings of a use are rounded down.
  precision: () => ({ unit: 'm3', rounding: KWH_PER_CUBIC_METRE }),
  count: (meter, span) => momentsOf(meter, span).length,
  write({ meter, series, register, span, random }) {
    const readings = readingsOf(meter, register(), { span, random, reported: new Set(series.ends) });
    const next = nextKept(readings.map(({ kind }) => kind));
    const lines = readings.map(({ at, shown, kind }, i) => {
      const after = readings[next[i] ?? readings.length];
      const use = kind === 'Estimated' || after === undefined ? '' : String(after.shown - shown);
      return csvLine([meter.isMonthly ? isoDay(at) : localTime(at), withCommas(shown, 0), kind, use]);
    });
    const titles = csvLine(['Date', 'Read', 'Read Type', 'Consumption (m^3)']);
    return { content: `${[titles, ...lines].join('\r\n')}\r\n`, readings: readings.length };
  },
};

interface Reading {
  readonly at: number;
  /** m3. */
  readonly shown: number;
  readonly kind: 'Actual' | 'Customer' | 'Estimated';
}

interface Circumstances {
  readonly span: Span;
  readonly random: Random;
  /** The ends of all half-hours of which a reading arrived. */
  readonly reported: ReadonlySet<number>;
}

function readingsOf(meter: ClientMeter, counted: MeterSeries, { span, random, reported }: Circumstances): Reading[] {
  const moments = momentsOf(meter, span);
  const first = random.integer(MOST_AT_FIRST);
  const share = meter.isMonthly ? ESTIMATED.monthly : ESTIMATED.daily;
  const truth: number[] = [];
  const kinds: Reading['kind'][] = [];
  let burnt = 0;
  let i = 0;
  for (const [number, at] of moments.entries()) {
    for (; i < counted.starts.length && (counted.starts[i] ?? 0) < at; i += 1) {
      burnt += counted.kwh[i] ?? 0;
    }
    truth.push(first + Math.floor(burnt / KWH_PER_CUBIC_METRE + 1e-9));
    const isEdge = number === 0 || number === moments.length - 1;
    // A meter that has sent nothing in the last half-hour sends no reading either.
    const isSilent = !meter.isMonthly && !reported.has(at);
    const isEstimated = random.chance(share) || isSilent;
    // The use of a whole file needs both ends, so the customer reads a meter that is silent there.
    const isByCustomer = (): boolean => (meter.isMonthly ? random.chance(0.3) : isSilent);
    kinds.push(isEstimated && !isEdge ? 'Estimated' : isByCustomer() ? 'Customer' : 'Actual');
  }
  const next = nextKept(kinds);
  let before = first;
  return moments.map((at, number) => {
    const own = truth[number] ?? first;
    const isEstimated = kinds[number] === 'Estimated';
    const after = truth[next[number] ?? number] ?? own;
    const shown = isEstimated ? before + Math.floor((after - before) * random.next()) : own;
    before = shown;
    return { at, shown, kind: kinds[number] ?? 'Actual' };
  });
}

/** For each reading the number of the next one that is not estimated; beyond the last one if there is none. */
function nextKept(kinds: readonly Reading['kind'][]): number[] {
  const next: number[] = [];
  let following = kinds.length;
  for (const [i, kind] of [...kinds.entries()].toReversed()) {
    next[i] = following;
    following = kind === 'Estimated' ? following : i;
  }
  return next;
}

/** When a meter is read: at both ends of the span, and at each local midnight or beginning of a month between them. */
function momentsOf(meter: ClientMeter, span: Span): number[] {
  if (meter.isMonthly) {
    const months = monthsIn(span, meter);
    const last = months.at(-1);
    return last === undefined ? [] : [...months.map(({ from }) => from), last.to];
  }
  const moments = [span.from];
  for (let day = span.from; day <= span.to; day += DAY) {
    const midnight = isSummerTime(day - HOUR) ? day - HOUR : day;
    if (midnight > span.from && midnight < span.to) {
      moments.push(midnight);
    }
  }
  return [...moments, span.to];
}
