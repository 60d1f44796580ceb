import { DAY } from './utc-year.ts';

/** Northern Ireland is not part of the grid of Great Britain. */
export type Nation = 'england-and-wales' | 'scotland';

/** Days that were moved or added for one year only, as month and day. */
const PROCLAIMED: Readonly<Record<number, readonly string[]>> = {
  2011: ['04-29'],
  2012: ['06-04', '06-05'],
  2020: ['05-08'],
  2022: ['06-02', '06-03', '09-19'],
  2023: ['05-08'],
};

/** Years whose spring holiday was moved to the beginning of June, or early May holiday to VE Day. */
const SPRING_MOVED: ReadonlySet<number> = new Set([2012, 2022]);
const EARLY_MAY_MOVED: ReadonlySet<number> = new Set([2020]);

/**
 * The bank holidays of a year, as the beginnings of their days (milliseconds since 1970, as if in UTC), ascending.
 *
 * @see https://www.gov.uk/bank-holidays
 */
export function bankHolidays(year: number, nation: Nation): number[] {
  const isScotland = nation === 'scotland';
  const easter = easterSunday(year);
  const days = new Set<number>([easter - 2 * DAY]);
  if (!isScotland) {
    days.add(easter + DAY);
  }
  if (!EARLY_MAY_MOVED.has(year)) {
    days.add(firstMonday(year, 4));
  }
  if (!SPRING_MOVED.has(year)) {
    days.add(lastMonday(year, 4));
  }
  days.add(isScotland ? firstMonday(year, 7) : lastMonday(year, 7));
  for (const monthAndDay of PROCLAIMED[year] ?? []) {
    days.add(Date.parse(`${year}-${monthAndDay}T00:00:00Z`));
  }
  // In order, because a holiday on a weekend moves to the next day that is not a holiday.
  const fixed = isScotland ? ['01-01', '01-02', '11-30', '12-25', '12-26'] : ['01-01', '12-25', '12-26'];
  for (const day of fixed.map((monthAndDay) => Date.parse(`${year}-${monthAndDay}T00:00:00Z`))) {
    if (!isWeekend(day)) {
      days.add(day);
    }
  }
  for (const day of fixed.map((monthAndDay) => Date.parse(`${year}-${monthAndDay}T00:00:00Z`)).filter(isWeekend)) {
    let moved = day;
    while (isWeekend(moved) || days.has(moved)) {
      moved += DAY;
    }
    days.add(moved);
  }
  return [...days].toSorted((a, b) => a - b);
}

/**
 * Easter Sunday of a year of the Gregorian calendar, as the beginning of its day.
 *
 * The anonymous algorithm, in the form of J. Meeus, Astronomical Algorithms (1991), chapter 8.
 */
function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1);
}

function isWeekend(day: number): boolean {
  const weekday = new Date(day).getUTCDay();
  return weekday === 0 || weekday === 6;
}

function firstMonday(year: number, month: number): number {
  return mondayOnOrAfter(Date.UTC(year, month, 1));
}

function lastMonday(year: number, month: number): number {
  return mondayOnOrAfter(Date.UTC(year, month + 1, 1)) - 7 * DAY;
}

/** The first Monday that is not before a day. */
function mondayOnOrAfter(day: number): number {
  return day + ((8 - new Date(day).getUTCDay()) % 7) * DAY;
}

/**
 * The holidays of schools in a year, as most councils publish them: half-open spans of days, as if in UTC. Bank holidays that stand
 * alone are not among them.
 *
 * @see https://www.gov.uk/school-term-holiday-dates
 */
export function schoolHolidays(year: number, nation: Nation): { from: number; to: number }[] {
  const isScotland = nation === 'scotland';
  const summer = isScotland
    ? { from: Date.UTC(year, 5, 27), to: Date.UTC(year, 7, 14) }
    : { from: Date.UTC(year, 6, 23), to: Date.UTC(year, 8, 3) };
  return [
    { from: Date.UTC(year, 0, 1), to: christmasHolidays(year - 1).to },
    weeks(mondayOnOrAfter(Date.UTC(year, 1, 12)), 1),
    weeks(easterHolidays(year), 2),
    ...(isScotland ? [] : [weeks(mondayOnOrAfter(Date.UTC(year, 4, 25)), 1)]),
    summer,
    weeks(mondayOnOrAfter(Date.UTC(year, 9, isScotland ? 12 : 22)), 1),
    { from: christmasHolidays(year).from, to: Date.UTC(year + 1, 0, 1) },
  ];
}

/**
 * The first Monday of the fortnight at Easter: the week of Good Friday and the next where this begins about the turn of April; at an
 * early Easter the two weeks after it, at a late one the two before.
 */
function easterHolidays(year: number): number {
  const week = easterSunday(year) - 6 * DAY;
  if (week < Date.UTC(year, 2, 30)) {
    return week + 7 * DAY;
  }
  return week > Date.UTC(year, 3, 8) ? week - 7 * DAY : week;
}

/** The fortnight from the Monday on or after 19 December; a Friday more where that is Christmas Day. */
function christmasHolidays(year: number): { from: number; to: number } {
  const { from, to } = weeks(mondayOnOrAfter(Date.UTC(year, 11, 19)), 2);
  return { from: from === Date.UTC(year, 11, 25) ? from - 3 * DAY : from, to };
}

function weeks(from: number, count: number): { from: number; to: number } {
  return { from, to: from + count * 7 * DAY };
}
