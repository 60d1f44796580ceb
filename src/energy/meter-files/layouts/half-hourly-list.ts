import { halfHoursIn } from '../../datasets/year-parts.ts';
import type { ClientMeter } from '../client-meter.ts';
import { csvLine, localTime, withCommas, writtenDay } from '../file-text.ts';
import { ANY_YEAR, KWH_PER_CUBIC_METRE, type Layout } from '../layout.ts';

/** Headings of one supplier, and how it writes the beginning of a half-hour. */
interface Style {
  readonly start: string;
  readonly use: string;
  readonly end?: string;
  readonly timeOf: (instant: number) => string;
  /** Whether the use comes first, as some suppliers have it. */
  readonly isUseFirst?: boolean;
}

const LISTED: Style = { start: 'Start', end: 'End', use: 'Consumption (kWh)', timeOf: localTime, isUseFirst: true };
const WORDED: Style = { start: 'Date / Time', use: 'HH Read (kWh)', timeOf: wordedTime };
const UTC: Style = { start: 'Date (UTC)', use: 'kWh', timeOf: utcTime };
const PLAIN: Style = { start: 'dateTime', use: 'kWh', timeOf: localTime };

const CUBIC_METRES = 'Consumption (m³)';

/** One row a half-hour. Gas is in cubic meters, in local time; electricity in kWh, in local time or in UTC. */
export const HALF_HOURLY_LIST: Layout = {
  extension: 'csv',
  suits: ({ isMonthly }) => !isMonthly,
  takes: ({ isMonthly }) => !isMonthly,
  hasEachReading: true,
  years: ANY_YEAR,
  precision: (meter) =>
    isInCubicMetres(meter) ? { unit: 'm3', rounding: 0.0005 * KWH_PER_CUBIC_METRE } : { unit: 'kWh', rounding: 0.0005 },
  count: (_meter, span) => halfHoursIn(span),
  write({ meter, series: { starts, ends, kwh }, random }) {
    const isVolume = isInCubicMetres(meter);
    const picked = random.pick(isVolume ? [LISTED, PLAIN] : [LISTED, WORDED, UTC, PLAIN]);
    // Without its end, a half-hour would be taken to last until the next one.
    const style = starts.some((start, i) => i > 0 && start !== ends[i - 1]) ? LISTED : picked;
    const inOrder = (use: string, start: string, end: string): string => {
      const times = style.end === undefined ? [start] : [start, end];
      return csvLine(style.isUseFirst === true ? [use, ...times] : [...times, use], style === LISTED ? ', ' : ',');
    };
    const lines = Array.from(starts, (start, i) => {
      const use = (kwh[i] ?? 0) / (isVolume ? KWH_PER_CUBIC_METRE : 1);
      return inOrder(withCommas(use, 3), style.timeOf(start), style.timeOf(ends[i] ?? 0));
    });
    const titles = inOrder(isVolume ? CUBIC_METRES : style.use, style.start, style.end ?? '');
    return { content: `${[titles, ...lines].join('\n')}\n`, readings: starts.length };
  },
};

function isInCubicMetres({ fuel }: ClientMeter): boolean {
  return fuel === 'gas';
}

/** `2024-01-01 00:30:00`: without an offset too. */
function utcTime(instant: number): string {
  return new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
}

/** `01 Jan 2024 00:30`: without an offset, so in UTC. */
function wordedTime(instant: number): string {
  return `${writtenDay(instant, 'four digits')} ${new Date(instant).toISOString().slice(11, 16)}`;
}
