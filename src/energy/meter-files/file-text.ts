import { isSummerTime } from '../models/calendar/local-calendar.ts';
import { HOUR } from '../models/calendar/utc-year.ts';
import { rounded } from '../models/round.ts';

export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `1234.50` */
export function fixed(value: number, digits: number): string {
  return rounded(value, 10 ** digits).toFixed(digits);
}

/** `1,234.50` */
export function withCommas(value: number, digits: number): string {
  const [whole = '', ...fraction] = fixed(value, digits).split('.');
  return [whole.replaceAll(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}

/** Fields of a line of CSV, in quotes where they need them. */
export function csvLine(fields: readonly string[], separator = ','): string {
  return fields.map((text) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(separator);
}

/** `2024-07-01T00:30:00+01:00`: the time that clocks in Great Britain show. @param between date and time */
export function localTime(instant: number, between: 'T' | ' ' = 'T'): string {
  const isSummer = isSummerTime(instant);
  const shown = new Date(instant + (isSummer ? HOUR : 0)).toISOString().slice(0, 19);
  return `${shown.replace('T', between)}${isSummer ? '+01:00' : '+00:00'}`;
}

/** `2024-01-31` in UTC. */
export function isoDay(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** `31 Jan 2024`, or `31 Jan 24`, in UTC. */
export function writtenDay(instant: number, years: 'two digits' | 'four digits' | 'none'): string {
  const [year = '', month, day] = isoDay(instant).split('-');
  const shown = `${day} ${MONTHS[Number(month) - 1]}`;
  return years === 'none' ? shown : `${shown} ${years === 'two digits' ? year.slice(-2) : year}`;
}
