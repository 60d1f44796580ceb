import type { Span } from '../../datasets/dataset.ts';
import type { ClientMeter } from '../client-meter.ts';
import { csvLine, isoDay, MONTHS, withCommas, writtenDay } from '../file-text.ts';
import type { Layout } from '../layout.ts';
import { monthsIn, monthsOfMeter, type MonthOfMeter } from '../whole-months.ts';
import { DAY } from '../../models/calendar/utc-year.ts';

/** Readers take years of two digits from 69 on for those of the last century. */
const TWO_DIGITS = [2000, 2068] as const;

/** One row with a column for each period: `01 Jan 24 - 31 Jan 24`, whose last day belongs to it. */
export const PERIODS_ACROSS = monthsAcross({
  years: TWO_DIGITS,
  firstTitle: 'Monthly Consumption',
  firstCell: () => 'kWh',
  titleOf: ({ from, to }) => `${writtenDay(from, 'two digits')} - ${writtenDay(to - DAY, 'two digits')}`,
  digits: 1,
});

/**
 * One row with a column for each period, from the day of a reading to that of the next: `01 Dec - 01 Jan 2025`. Services take a period that
 * ends in the month in which it begins for one of more than a year, so none does.
 */
export const PERIODS_ONE_YEAR = monthsAcross({
  years: [2000, 2199],
  firstTitle: 'Site',
  firstCell: ({ site }) => site.name,
  titleOf: ({ from, to }) => `${writtenDay(from, 'none')} - ${writtenDay(to, 'four digits')}`,
  digits: 0,
});

/** One row with a column for each month: `Jan-24`. */
export const MONTHS_ACROSS = monthsAcross({
  years: TWO_DIGITS,
  firstTitle: 'Site',
  firstCell: ({ site }) => site.name,
  titleOf: ({ from }) => `${MONTHS[new Date(from).getUTCMonth()]}-${isoDay(from).slice(2, 4)}`,
  digits: 0,
});

interface MonthsAcross {
  readonly years: Layout['years'];
  readonly firstTitle: string;
  readonly firstCell: (meter: ClientMeter) => string;
  readonly titleOf: (month: MonthOfMeter) => string;
  /** Decimals of kWh. */
  readonly digits: number;
}

function monthsAcross({ years, firstTitle, firstCell, titleOf, digits }: MonthsAcross): Layout {
  return {
    extension: 'csv',
    suits: ({ isMonthly }) => isMonthly,
    takes: () => true,
    hasEachReading: false,
    years,
    precision: () => ({ unit: 'kWh', rounding: 0.5 / 10 ** digits }),
    count: countOfMonths,
    write({ meter, series, span }) {
      const months = monthsOfMeter(series, span, meter);
      const titles = csvLine([firstTitle, ...months.map(titleOf)]);
      const values = csvLine([firstCell(meter), ...months.map(({ kwh }) => withCommas(kwh, digits))]);
      return { content: `${titles}\r\n${values}\r\n`, readings: months.length };
    },
  };
}

export function countOfMonths(meter: ClientMeter, span: Span): number {
  return monthsIn(span, meter).length;
}
