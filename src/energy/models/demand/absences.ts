import { randomOf } from '../../../seeding/random/random.ts';
import { utcYear } from '../calendar/utc-year.ts';

/** When households travel: the probability in a year, first and last day of the year on which they leave, days they are away. */
const JOURNEYS = [
  { chance: 0.8, first: 185, last: 240, least: 5, most: 15 },
  { chance: 0.45, first: 85, last: 150, least: 3, most: 9 },
  { chance: 0.35, first: 290, last: 305, least: 3, most: 8 },
  { chance: 0.3, first: 354, last: 359, least: 3, most: 7 },
  { chance: 0.3, first: 40, last: 50, least: 3, most: 8 },
];

/** Single nights away from home in a year. */
const WEEKENDS = 9;

/** The days of a year, counted from 0, on which nobody is at home at a site: holidays of some days, and weekends. */
export function daysAway(seed: number, siteIndex: number, year: number): Set<number> {
  const { days } = utcYear(year);
  const random = randomOf(seed, 'absences', siteIndex, year);
  const away = new Set<number>();
  const leave = (from: number, count: number): void => {
    for (let day = from; day < Math.min(from + count, days); day += 1) {
      away.add(day);
    }
  };
  for (const { chance, first, last, least, most } of JOURNEYS) {
    const from = first + random.integer(last - first + 1);
    const count = least + random.integer(most - least + 1);
    if (random.chance(chance)) {
      leave(from, count);
    }
  }
  for (let i = random.integer(WEEKENDS + 1); i > 0; i -= 1) {
    leave(random.integer(days), 1 + random.integer(2));
  }
  return away;
}
