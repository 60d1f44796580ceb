import type { Span } from '../datasets/dataset.ts';
import { HALF_HOUR, monthsOf } from '../models/calendar/utc-year.ts';
import type { ClientMeter, MeterSeries } from './client-meter.ts';

/** What a meter has measured in a calendar month (UTC). */
export interface MonthOfMeter {
  readonly from: number;
  readonly to: number;
  readonly kwh: number;
  /** GBP without VAT. */
  readonly cost: number;
}

/**
 * The calendar months that a meter has readings of: those that begin in the span if it is read by the month, otherwise those that lie
 * in it as a whole.
 */
export function monthsIn(span: Span, { isMonthly }: Pick<ClientMeter, 'isMonthly'>): { from: number; to: number }[] {
  const first = new Date(span.from).getUTCFullYear();
  const years = Array.from({ length: new Date(span.to - 1).getUTCFullYear() - first + 1 }, (_, i) => first + i);
  return years
    .flatMap((year) => monthsOf(year))
    .filter(({ from, to }) => from >= span.from && (isMonthly ? from : to - HALF_HOUR) < span.to);
}

/** The readings of a meter, summed by calendar months. */
export function monthsOfMeter({ starts, kwh, cost }: MeterSeries, span: Span, meter: ClientMeter): MonthOfMeter[] {
  let at = starts.findIndex((start) => start >= (monthsIn(span, meter)[0]?.from ?? Number.POSITIVE_INFINITY));
  return monthsIn(span, meter).map(({ from, to }) => {
    const month = { from, to, kwh: 0, cost: 0 };
    for (; at >= 0 && at < starts.length && (starts[at] ?? 0) < to; at += 1) {
      month.kwh += kwh[at] ?? 0;
      month.cost += cost[at] ?? 0;
    }
    return month;
  });
}
