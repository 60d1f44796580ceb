import { bankHolidays, schoolHolidays, type Nation } from './holidays.ts';
import { memoize } from '../memoize.ts';
import { DAY, HALF_HOUR, HOUR, utcYear } from './utc-year.ts';

/** The kind of a day; a bank holiday is one on any day of the week. */
export const DAY_KIND = { workday: 0, saturday: 1, sunday: 2, holiday: 3 } as const;

/** The half-hours of a UTC year in the local time of Great Britain. */
export interface LocalCalendar {
  /** For each half-hour of the UTC year: its number in the local day, from 0 (midnight) to 47. */
  readonly halfHourOfDay: Uint8Array;
  /** For each half-hour of the UTC year: the local day, from 0 (1 January). */
  readonly day: Uint16Array;
  /** A `DAY_KIND` for each local day. */
  readonly dayKind: Uint8Array;
  /** 1 for each local day on which schools are closed, weekends aside. */
  readonly schoolHoliday: Uint8Array;
}

/**
 * The calendar of a nation. Clocks are forward by an hour from the last Sunday of March to the last Sunday of October,
 * 01:00 UTC both times; on these days the local day has 46 and 50 half-hours. On 1 January they show UTC, so that the
 * days of the two years are the same.
 *
 * @see https://www.legislation.gov.uk/uksi/2002/262/contents/made The Summer Time Order 2002
 */
export const localCalendar = memoize(
  8,
  (year: number, nation: Nation) => `${year} ${nation}`,
  (year: number, nation: Nation): LocalCalendar => {
    const { from, halfHours, days } = utcYear(year);
    const forward = (lastSunday(year, 2) + HOUR - from) / HALF_HOUR;
    const back = (lastSunday(year, 9) + HOUR - from) / HALF_HOUR;
    const halfHourOfDay = new Uint8Array(halfHours);
    const day = new Uint16Array(halfHours);
    for (let i = 0; i < halfHours; i += 1) {
      const local = i >= forward && i < back ? i + 2 : i;
      halfHourOfDay[i] = local % 48;
      day[i] = Math.floor(local / 48);
    }
    return { halfHourOfDay, day, ...daysOf(year, nation, from, days) };
  },
);

/** Whether clocks in Great Britain are forward by an hour at an instant, milliseconds since 1970. */
export function isSummerTime(instant: number): boolean {
  const year = new Date(instant).getUTCFullYear();
  return instant >= lastSunday(year, 2) + HOUR && instant < lastSunday(year, 9) + HOUR;
}

function daysOf(year: number, nation: Nation, from: number, days: number) {
  const dayKind = Uint8Array.from({ length: days }, (_, i) => {
    const weekday = new Date(from + i * DAY).getUTCDay();
    return weekday === 0 ? DAY_KIND.sunday : weekday === 6 ? DAY_KIND.saturday : DAY_KIND.workday;
  });
  for (const holiday of bankHolidays(year, nation)) {
    dayKind[(holiday - from) / DAY] = DAY_KIND.holiday;
  }
  const schoolHoliday = new Uint8Array(days);
  for (const holiday of schoolHolidays(year, nation)) {
    schoolHoliday.fill(1, (holiday.from - from) / DAY, (holiday.to - from) / DAY);
  }
  return { dayKind, schoolHoliday };
}

function lastSunday(year: number, month: number): number {
  const last = Date.UTC(year, month + 1, 0);
  return last - new Date(last).getUTCDay() * DAY;
}
