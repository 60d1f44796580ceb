import { describe, expect, test } from 'vitest';

import { bankHolidays, type Nation } from '../../../../src/energy/models/calendar/holidays.ts';
import { DAY_KIND, localCalendar } from '../../../../src/energy/models/calendar/local-calendar.ts';
import { DAY, HALF_HOUR, utcYear } from '../../../../src/energy/models/calendar/utc-year.ts';

function dayOf(date: string): number {
  return (Date.parse(date) - utcYear(Number(date.slice(0, 4))).from) / DAY;
}

function dates(year: number, nation: Nation): string[] {
  return bankHolidays(year, nation).map((day) => new Date(day).toISOString().slice(5, 10));
}

describe('the clocks of Great Britain', () => {
  test.each([
    ['2023-03-26', 46],
    ['2023-10-29', 50],
    ['2024-03-31', 46],
    ['2024-10-27', 50],
    ['2024-06-01', 48],
  ])('give %s %i half-hours', (date, halfHours) => {
    const { day } = localCalendar(Number(date.slice(0, 4)), 'england-and-wales');
    expect(day.filter((number) => number === dayOf(date))).toHaveLength(halfHours);
  });

  test.each([2019, 2024, 2026])('are those of Europe/London in %i', (year) => {
    const { halfHourOfDay, day } = localCalendar(year, 'scotland');
    const { from, halfHourBounds } = utcYear(year);
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/London',
      dateStyle: 'short',
      timeStyle: 'short',
    });
    // A step that no day divides, so that every time of the day comes.
    for (let i = 0; i < halfHourOfDay.length; i += 29) {
      const local = new Date(from + (day[i] ?? 0) * DAY + (halfHourOfDay[i] ?? 0) * HALF_HOUR);
      const ours = `${local.toISOString().slice(8, 10)}/${local.toISOString().slice(5, 7)}/${year}, ${local.toISOString().slice(11, 16)}`;
      expect(ours).toBe(format.format(halfHourBounds[i]));
    }
  });
});

/** As listed by gov.uk/bank-holidays. */
describe('bank holidays', () => {
  test.each<[number, Nation, string[]]>([
    [2020, 'england-and-wales', ['01-01', '04-10', '04-13', '05-08', '05-25', '08-31', '12-25', '12-28']],
    [2021, 'england-and-wales', ['01-01', '04-02', '04-05', '05-03', '05-31', '08-30', '12-27', '12-28']],
    [
      2022,
      'england-and-wales',
      ['01-03', '04-15', '04-18', '05-02', '06-02', '06-03', '08-29', '09-19', '12-26', '12-27'],
    ],
    [2023, 'england-and-wales', ['01-02', '04-07', '04-10', '05-01', '05-08', '05-29', '08-28', '12-25', '12-26']],
    [2024, 'england-and-wales', ['01-01', '03-29', '04-01', '05-06', '05-27', '08-26', '12-25', '12-26']],
    [
      2022,
      'scotland',
      ['01-03', '01-04', '04-15', '05-02', '06-02', '06-03', '08-01', '09-19', '11-30', '12-26', '12-27'],
    ],
    [2024, 'scotland', ['01-01', '01-02', '03-29', '05-06', '05-27', '08-05', '12-02', '12-25', '12-26']],
  ])('of %i in %s', (year, nation, expected) => {
    expect(dates(year, nation)).toEqual(expected);
  });

  test('are days off work, by local days', () => {
    const { dayKind } = localCalendar(2024, 'england-and-wales');
    expect(dayKind[dayOf('2024-05-06')]).toBe(DAY_KIND.holiday);
    expect(dayKind[dayOf('2024-05-07')]).toBe(DAY_KIND.workday);
    expect(dayKind[dayOf('2024-05-11')]).toBe(DAY_KIND.saturday);
  });
});

/** Days of work on which schools are shut, as councils published them (Greenwich, Waltham Forest, St Helens). */
test.each<[year: number, shut: [from: string, to: string][]]>([
  [
    2022,
    [
      ['04-04', '04-14'],
      ['10-24', '10-28'],
      ['12-19', '12-30'],
    ],
  ],
  [
    2023,
    [
      ['02-13', '02-17'],
      ['04-03', '04-14'],
      ['10-23', '10-27'],
      ['12-22', '12-29'],
    ],
  ],
  [
    2024,
    [
      ['01-02', '01-05'],
      ['02-12', '02-16'],
      ['04-02', '04-12'],
      ['10-28', '11-01'],
      ['12-23', '12-31'],
    ],
  ],
  [
    2025,
    [
      ['01-02', '01-03'],
      ['02-17', '02-21'],
      ['04-07', '04-17'],
      ['10-27', '10-31'],
      ['12-22', '12-31'],
    ],
  ],
  [
    2026,
    [
      ['03-30', '04-10'],
      ['10-26', '10-30'],
    ],
  ],
])('English schools of %i are shut from the day after the last of a term to the day before the next', (year, shut) => {
  for (const [from, to] of shut) {
    for (let day = dayOf(`${year}-${from}`); day <= dayOf(`${year}-${to}`); day += 1) {
      expect(statusOf(year, day), `${day}`).not.toBe('open');
    }
    expect(
      [statusBeside(year, dayOf(`${year}-${from}`), -1), statusBeside(year, dayOf(`${year}-${to}`), 1)],
      from,
    ).toEqual([from.startsWith('01') ? 'before' : 'open', to > '12-20' ? 'after' : 'open']);
  }
});

function statusOf(year: number, day: number): 'open' | 'shut' | 'off' {
  const { dayKind, schoolHoliday } = localCalendar(year, 'england-and-wales');
  return dayKind[day] !== DAY_KIND.workday ? 'off' : schoolHoliday[day] === 1 ? 'shut' : 'open';
}

/** The next day in a direction that is no weekend and no bank holiday. */
function statusBeside(year: number, day: number, step: -1 | 1): string {
  let next = day + step;
  while (statusOf(year, next) === 'off' && next > 0 && next < 364) {
    next += step;
  }
  return next <= 0 ? 'before' : next >= 364 ? 'after' : statusOf(year, next);
}

test('schools are closed in summer, earlier in Scotland, and open in June and November', () => {
  expect(isClosed('england-and-wales', '2024-08-08')).toBe(true);
  expect(isClosed('england-and-wales', '2024-08-28')).toBe(true);
  expect(isClosed('scotland', '2024-08-28')).toBe(false);
  expect(isClosed('scotland', '2024-07-02')).toBe(true);
  expect(isClosed('england-and-wales', '2024-07-02')).toBe(false);
  expect(isClosed('england-and-wales', '2024-11-12')).toBe(false);
  expect(isClosed('england-and-wales', '2024-12-27')).toBe(true);
});

function isClosed(nation: Nation, date: string): boolean {
  return localCalendar(2024, nation).schoolHoliday[dayOf(date)] === 1;
}
