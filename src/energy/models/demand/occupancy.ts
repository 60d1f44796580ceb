import { exp } from '../../../seeding/random/exact-math.ts';
import { randomOf } from '../../../seeding/random/random.ts';
import type { Site } from '../../world/site.ts';
import { ARCHETYPE_ENERGY, type Schedule } from './archetype-energy.ts';
import type { Nation } from '../calendar/holidays.ts';
import { DAY_KIND, localCalendar } from '../calendar/local-calendar.ts';
import { memoize } from '../memoize.ts';
import { siteYearKey } from '../memoize.ts';

/** Half-hours over which a building fills, half of them before it opens, and empties again around its end. */
const FILLING = 5;

/** Occupancy falls around noon. */
const LUNCH = { at: 12.75, hours: 0.7, depth: 0.1 };

/** Peaks of occupancy at home: local hour, standard deviation in hours, height. */
const MORNING = { at: 7.75, hours: 0.9, height: 0.75 };
const DAYTIME = { at: 13, hours: 3.2, height: 0.25 };
const EVENING = { at: 18.75, hours: 1.5, height: 1.5 };
const ASLEEP = 0.06;

/** The nation whose holidays a site has: Scotland for its two GSP groups. */
export function nationOf({ place: { gsp } }: Site): Nation {
  return gsp === 'N' || gsp === 'P' ? 'scotland' : 'england-and-wales';
}

/** Occupancy of a site's building by half-hours of a UTC year, of mean 1. */
export const occupancy = memoize(2, siteYearKey, (seed: number, site: Site, year: number): Float64Array => {
  const { halfHourOfDay, day, dayKind, schoolHoliday } = localCalendar(year, nationOf(site));
  const { schedule } = ARCHETYPE_ENERGY[site.archetype];
  // Opening hours differ from site to site.
  const shift = randomOf(seed, 'occupancy', site.index).integer(3) - 1;
  const ofDay = schedule.hours === 'home' ? homeDay(shift) : openDay(schedule.hours, shift);
  const levels = Float64Array.from(dayKind, (kind, i) => level(schedule, kind, schoolHoliday[i] === 1));
  const present = new Float64Array(day.length);
  let sum = 0;
  for (let i = 0; i < present.length; i += 1) {
    const value = (ofDay[halfHourOfDay[i] ?? 0] ?? 0) * (levels[day[i] ?? 0] ?? 0);
    present[i] = value;
    sum += value;
  }
  const mean = sum / present.length;
  return present.map((value) => value / mean);
});

function level(schedule: Schedule, kind: number, isSchoolHoliday: boolean): number {
  if (kind === DAY_KIND.saturday) {
    return schedule.saturday;
  }
  if (kind === DAY_KIND.workday) {
    return isSchoolHoliday ? schedule.schoolHoliday : 1;
  }
  return schedule.sunday;
}

function openDay([from, to]: readonly [number, number], shift: number): Float64Array {
  return Float64Array.from({ length: 48 }, (_, halfHour) => {
    const middle = halfHour + 0.5 - shift;
    const filled = 0.5 + (middle - 2 * from) / FILLING;
    const emptied = 0.5 + (2 * to - middle) / FILLING;
    const part = Math.max(0, Math.min(1, filled, emptied));
    // Buildings fill and empty along an S-shaped curve.
    return part * part * (3 - 2 * part) * (1 - LUNCH.depth * bump(middle / 2, LUNCH.at, LUNCH.hours));
  });
}

function homeDay(shift: number): Float64Array {
  return Float64Array.from({ length: 48 }, (_, halfHour) => {
    const hour = (halfHour + 0.5 - shift) / 2;
    return [MORNING, DAYTIME, EVENING].reduce(
      (sum, { at, hours, height }) => sum + height * bump(hour, at, hours),
      ASLEEP,
    );
  });
}

/** A bell curve that is 1 in its middle. */
function bump(hour: number, at: number, hours: number): number {
  const away = (hour - at) / hours;
  return exp(-(away * away) / 2);
}
