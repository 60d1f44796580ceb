import { exp } from '../../../seeding/random/exact-math.ts';
import { randomOf, type Random } from '../../../seeding/random/random.ts';
import type { Site } from '../../world/site.ts';
import type { Nation } from '../calendar/holidays.ts';
import { DAY_KIND, localCalendar } from '../calendar/local-calendar.ts';
import { DAY, utcYear } from '../calendar/utc-year.ts';
import { memoize, siteYearKey } from '../memoize.ts';
import { daysAway } from './absences.ts';
import { ARCHETYPE_ENERGY, type Schedule } from './archetype-energy.ts';

/** Occupancy falls around noon: local hour, standard deviation in hours, smallest and largest depth. */
const LUNCH = { at: 12.75, hours: 0.7, least: 0.05, most: 0.2 };

/** Peaks of occupancy at home: local hour, standard deviation in hours, height. */
const MORNING = { at: 7.75, hours: 0.9, height: 0.75 };
const DAYTIME = { at: 13, hours: 3.2, height: 0.25 };
const EVENING = { at: 18.75, hours: 1.5, height: 1.5 };
const ASLEEP = 0.06;

/** Presence in a home whose household is away: the appliances that stay on. */
const AWAY = 0.03;

/** Standard deviation by which sites of an archetype differ in what a day is relative to others. */
const OWN_HABIT = 0.015;

/** The nation whose holidays a site has: Scotland for its two GSP groups. */
export function nationOf({ place: { gsp } }: Site): Nation {
  return gsp === 'N' || gsp === 'P' ? 'scotland' : 'england-and-wales';
}

/** Occupancy of a site's building by half-hours of a UTC year, of mean 1. */
export const occupancy = memoize(2, siteYearKey, (seed: number, site: Site, year: number): Float64Array => {
  const { halfHourOfDay, day } = localCalendar(year, nationOf(site));
  const { schedule, household } = ARCHETYPE_ENERGY[site.archetype];
  const random = randomOf(seed, 'occupancy', site.index);
  const ofDay =
    schedule.hours === 'home'
      ? homeDay(random, household === Number.POSITIVE_INFINITY ? 1 : 0.5)
      : openDay(schedule.hours, random);
  const levels = levelsOf(seed, site, year, random);
  const present = new Float64Array(day.length);
  let sum = 0;
  for (let i = 0; i < present.length; i += 1) {
    const value = (ofDay[halfHourOfDay[i] ?? 0] ?? 0) * (levels[day[i] ?? 0] ?? 0);
    present[i] = value;
    sum += value;
  }
  const scale = present.length / sum;
  for (let i = 0; i < present.length; i += 1) {
    present[i] = (present[i] ?? 0) * scale;
  }
  return present;
});

/** How full each local day of a year is. */
function levelsOf(seed: number, site: Site, year: number, random: Random): Float64Array {
  const { schedule, household } = ARCHETYPE_ENERGY[site.archetype];
  const { dayKind, schoolHoliday } = localCalendar(year, nationOf(site));
  const { from } = utcYear(year);
  const own = Array.from({ length: 8 }, () => 1 + OWN_HABIT * random.normal());
  const levels = Float64Array.from(dayKind, (kind, i) => {
    const date = new Date(from + i * DAY);
    const [weekday, month] = [date.getUTCDay(), date.getUTCMonth()];
    const level = levelOf(schedule, kind, schoolHoliday[i] === 1) * (own[weekday] ?? 1);
    const ofWeek = kind === DAY_KIND.workday && weekday === 5 ? schedule.friday : 1;
    const ofMonth = month === 7 ? schedule.august * (own[7] ?? 1) : 1;
    return level * ofWeek * ofMonth * (isAfterChristmas(month, date.getUTCDate()) ? schedule.christmas : 1);
  });
  if (household === Number.POSITIVE_INFINITY) {
    for (const day of daysAway(seed, site.index, year)) {
      levels[day] = AWAY;
    }
  }
  return levels;
}

function levelOf(schedule: Schedule, kind: number, isSchoolHoliday: boolean): number {
  if (kind === DAY_KIND.saturday) {
    return schedule.saturday;
  }
  if (kind === DAY_KIND.workday) {
    return isSchoolHoliday ? schedule.schoolHoliday : 1;
  }
  return schedule.sunday;
}

/** Christmas Eve to New Year's Eve. */
function isAfterChristmas(month: number, dayOfMonth: number): boolean {
  return month === 11 && dayOfMonth >= 24;
}

/** Sites open, fill and empty at their own times, along an S-shaped curve. */
function openDay([from, to]: readonly [number, number], random: Random): Float64Array {
  const [opens, closes] = [from + within(random, 0.45, 1), to + within(random, 0.5, 1.25)];
  const [fills, empties] = [1 + 1.5 * random.next(), 1 + 2.5 * random.next()];
  const depth = LUNCH.least + (LUNCH.most - LUNCH.least) * random.next();
  const noon = LUNCH.at + within(random, 0.25, 0.5);
  return Float64Array.from({ length: 48 }, (_, halfHour) => {
    const hour = halfHour / 2 + 0.25;
    const part = Math.max(0, Math.min(1, 0.5 + (hour - opens) / fills, 0.5 + (closes - hour) / empties));
    return part * part * (3 - 2 * part) * (1 - depth * bump(hour, noon, LUNCH.hours));
  });
}

/** Households rise, dine and stay at home at their own times; `differs` says how much they differ, less where many are together. */
function homeDay(random: Random, differs: number): Float64Array {
  const peaks = [MORNING, DAYTIME, EVENING].map(({ at, hours, height }) => ({
    at: at + within(random, 0.5 * differs, 1),
    hours: hours * (0.8 + 0.5 * random.next()),
    height: height * (1 + differs * 0.8 * (random.next() - 0.5)),
  }));
  return Float64Array.from({ length: 48 }, (_, halfHour) =>
    peaks.reduce((sum, { at, hours, height }) => sum + height * bump(halfHour / 2 + 0.25, at, hours), ASLEEP),
  );
}

/** A normal number of mean 0, cut at `most`. */
function within(random: Random, deviation: number, most: number): number {
  return Math.min(Math.max(deviation * random.normal(), -most), most);
}

/** A bell curve that is 1 in its middle. */
function bump(hour: number, at: number, hours: number): number {
  const away = (hour - at) / hours;
  return exp(-(away * away) / 2);
}
