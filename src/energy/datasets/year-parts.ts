import type { Column } from '../../seeding/load/batch.ts';
import { HALF_HOUR, HOUR, utcYear } from '../models/calendar/utc-year.ts';
import type { Span } from './dataset.ts';

/** The intervals of one UTC year that begin within a span. */
export interface YearPart {
  readonly year: number;
  /** Numbers of the first interval, and of the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly startTs: Column;
  readonly endTs: Column;
  /**
   * These intervals of a year's values, which begin with the year; hourly weather has one more, for the end of the year.
   *
   * @throws RangeError when the array is of another length, e.g. has the lead hours before the year
   */
  column(values: Float64Array): Column;
}

/** How many half-hours a span of whole days has. */
export function halfHoursIn({ from, to }: Span): number {
  return (to - from) / HALF_HOUR;
}

/** How many hours a span of whole days has. */
export function hoursIn({ from, to }: Span): number {
  return (to - from) / HOUR;
}

/** The half-hours of a span, year by year. */
export function halfHourlyParts(span: Span): Iterable<YearPart> {
  return yearParts(span, HALF_HOUR);
}

/** The hours of a span, year by year. */
export function hourlyParts(span: Span): Iterable<YearPart> {
  return yearParts(span, HOUR);
}

function* yearParts(span: Span, step: typeof HOUR | typeof HALF_HOUR): Iterable<YearPart> {
  const last = new Date(span.to - 1).getUTCFullYear();
  for (let year = new Date(span.from).getUTCFullYear(); year <= last; year += 1) {
    const { from: begin, to: end, hourBounds, halfHourBounds } = utcYear(year);
    const bounds = step === HOUR ? hourBounds : halfHourBounds;
    const from = Math.ceil((Math.max(span.from, begin) - begin) / step);
    const to = Math.ceil((Math.min(span.to, end) - begin) / step);
    if (to > from) {
      yield {
        year,
        from,
        to,
        rows: to - from,
        startTs: { kind: 'instants', values: bounds.subarray(from, to) },
        endTs: { kind: 'instants', values: bounds.subarray(from + 1, to + 1) },
        column: (values) => {
          const length = (end - begin) / step;
          if (values.length !== length && values.length !== length + 1) {
            throw new RangeError(`${values.length} values for the ${length} intervals of ${year}`);
          }
          return { kind: 'numbers', values: values.subarray(from, to) };
        },
      };
    }
  }
}
