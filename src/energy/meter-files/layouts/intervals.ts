import { halfHoursIn } from '../../datasets/year-parts.ts';
import { ANY_YEAR, type Layout } from '../layout.ts';
import { csvLine, fixed, localTime } from '../file-text.ts';
import { monthsIn } from '../whole-months.ts';

/** The services' own layout: `start_ts`, `end_ts`, `consumption_kwh`. Its numbers may not have commas. */
export const INTERVALS: Layout = {
  extension: 'csv',
  suits: ({ isMonthly }) => !isMonthly,
  takes: () => true,
  hasEachReading: true,
  years: ANY_YEAR,
  precision: () => ({ unit: 'kWh', rounding: 0.0005 }),
  count: (meter, span) => (meter.isMonthly ? monthsIn(span, meter).length : halfHoursIn(span)),
  write({ series: { starts, ends, kwh } }) {
    const lines = Array.from(starts, (start, i) =>
      csvLine([localTime(start, ' '), localTime(ends[i] ?? 0, ' '), fixed(kwh[i] ?? 0, 3)]),
    );
    return { content: `${['start_ts,end_ts,consumption_kwh', ...lines].join('\n')}\n`, readings: starts.length };
  },
};
