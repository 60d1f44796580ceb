import { halfHoursIn } from '../../datasets/year-parts.ts';
import { DAY, HALF_HOUR } from '../../models/calendar/utc-year.ts';
import { csvLine, fixed, isoDay, withCommas } from '../file-text.ts';
import { ANY_YEAR, type Layout } from '../layout.ts';

const HALF_HOURS = 48;

/** One row a day with a column for each half-hour. Days are in UTC, as the services read them; a reading that is missing is an empty cell. */
export const SQUARE: Layout = {
  extension: 'csv',
  suits: ({ isMonthly }) => !isMonthly,
  takes: ({ isMonthly }) => !isMonthly,
  hasEachReading: true,
  years: ANY_YEAR,
  precision: () => ({ unit: 'kWh', rounding: 0.005 }),
  count: (_meter, span) => halfHoursIn(span),
  write({ series: { starts, kwh }, span, random }) {
    const titles = Array.from({ length: HALF_HOURS }, random.chance(0.5) ? timeOf : numberOf);
    const lines: string[] = [];
    let at = 0;
    for (let day = span.from; day < span.to; day += DAY) {
      const cells = titles.map((_, i) => {
        if (starts[at] !== day + i * HALF_HOUR) {
          return undefined;
        }
        at += 1;
        return kwh[at - 1] ?? 0;
      });
      const total = cells.reduce<number>((sum, value) => sum + (value ?? 0), 0);
      const texts = cells.map((value) => (value === undefined ? '' : withCommas(value, 2)));
      lines.push(csvLine([isoDay(day), ...texts, fixed(total, 2)]));
    }
    return {
      content: `${[csvLine(['Date', ...titles, 'dailyTotal']), ...lines].join('\n')}\n`,
      readings: starts.length,
    };
  },
};

/** `23:30` */
function timeOf(_: unknown, halfHour: number): string {
  return new Date(halfHour * HALF_HOUR).toISOString().slice(11, 16);
}

/** `HH48` */
function numberOf(_: unknown, halfHour: number): string {
  return `HH${String(halfHour + 1).padStart(2, '0')}`;
}
