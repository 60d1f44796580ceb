import { easterSunday, mondayOnOrAfter, type Nation } from './bank-holidays.ts';
import { DAY } from './utc-year.ts';

/**
 * The holidays of schools in a year, as most authorities have them: half-open spans of days, as if in UTC. A fortnight at
 * Easter and at Christmas, a week in the middle of each term, and the summer.
 */
export function schoolHolidays(year: number, nation: Nation): { from: number; to: number }[] {
  const isScotland = nation === 'scotland';
  const goodFriday = easterSunday(year) - 2 * DAY;
  const summer = isScotland
    ? { from: Date.UTC(year, 5, 27), to: Date.UTC(year, 7, 14) }
    : { from: Date.UTC(year, 6, 22), to: Date.UTC(year, 8, 3) };
  return [
    { from: Date.UTC(year, 0, 1), to: Date.UTC(year, 0, 4) },
    weeks(mondayOnOrAfter(Date.UTC(year, 1, 12)), 1),
    { from: goodFriday, to: goodFriday + 17 * DAY },
    ...(isScotland ? [] : [weeks(mondayOnOrAfter(Date.UTC(year, 4, 25)), 1)]),
    summer,
    weeks(mondayOnOrAfter(Date.UTC(year, 9, isScotland ? 12 : 24)), 1),
    { from: Date.UTC(year, 11, 21), to: Date.UTC(year + 1, 0, 1) },
  ];
}

function weeks(from: number, count: number): { from: number; to: number } {
  return { from, to: from + count * 7 * DAY };
}
