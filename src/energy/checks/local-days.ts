import { DAY_KIND, type LocalCalendar } from '../models/calendar/local-calendar.ts';
import { DAY, utcYear } from '../models/calendar/utc-year.ts';
import { mean } from './statistics.ts';

/** Kinds of days that buildings tell apart: those of `DAY_KIND`, and workdays of school holidays. */
const KINDS = 5;
const SCHOOL_HOLIDAY = 4;

/** The local days of a year. */
export interface LocalDays {
  readonly month: Uint8Array;
  /** 0 is Sunday. */
  readonly weekday: Uint8Array;
  /** Days of one kind, from 0. */
  readonly kind: Uint8Array;
  /** Days of one kind and one season (winter, summer, between). */
  readonly group: Uint8Array;
}

export function localDays(year: number, { dayKind, schoolHoliday }: LocalCalendar): LocalDays {
  const { from } = utcYear(year);
  const dates = Array.from(dayKind, (_, day) => new Date(from + day * DAY));
  const month = Uint8Array.from(dates, (date) => date.getUTCMonth());
  const kind = dayKind.map((each, day) =>
    each === DAY_KIND.workday && schoolHoliday[day] === 1 ? SCHOOL_HOLIDAY : each,
  );
  return {
    month,
    weekday: Uint8Array.from(dates, (date) => date.getUTCDay()),
    kind,
    group: kind.map((each, day) => each + KINDS * seasonOf(month[day] ?? 0)),
  };
}

function seasonOf(month: number): number {
  return month <= 1 || month >= 10 ? 0 : month >= 5 && month <= 7 ? 1 : 2;
}

/** Sums of half-hours by local days, which have 46 to 50 of them. */
export function sumsByDay(values: Float64Array, { day, dayKind }: LocalCalendar): Float64Array {
  const totals = new Float64Array(dayKind.length);
  for (let i = 0; i < values.length; i += 1) {
    totals[day[i] ?? 0] = (totals[day[i] ?? 0] ?? 0) + (values[i] ?? 0);
  }
  return totals;
}

/** Half-hours relative to their mean at the same time of day on the same kind of days, less 1. */
export function aroundProfile(
  values: Float64Array,
  { day, halfHourOfDay }: LocalCalendar,
  { group }: LocalDays,
): Float64Array {
  const keys = Int32Array.from(values, (_, i) => 48 * (group[day[i] ?? 0] ?? 0) + (halfHourOfDay[i] ?? 0));
  const [total, count] = [new Float64Array(256 * 48), new Float64Array(256 * 48)];
  for (const [i, key] of keys.entries()) {
    total[key] = (total[key] ?? 0) + (values[i] ?? 0);
    count[key] = (count[key] ?? 0) + 1;
  }
  return values.map((value, i) => {
    const expected = (total[keys[i] ?? 0] ?? 0) / (count[keys[i] ?? 0] ?? 1);
    return expected > 0 ? value / expected - 1 : 0;
  });
}

/** The mean of the days for which something holds over that of others. */
export function ratioOfDays(
  totals: Float64Array,
  isUpper: (day: number) => boolean,
  isLower: (day: number) => boolean,
): number {
  const days = [...totals.keys()];
  const ofThese = (isOne: (day: number) => boolean): number => mean(days.filter(isOne).map((day) => totals[day] ?? 0));
  return ofThese(isUpper) / ofThese(isLower);
}
