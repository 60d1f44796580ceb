import { ARCHETYPE_ENERGY } from '../models/demand/archetype-energy.ts';
import { DAY_KIND, type LocalCalendar } from '../models/calendar/local-calendar.ts';
import type { Archetype } from '../world/site.ts';
import { around, check, type Check } from './check.ts';
import { correlation, loadFactor, sum } from './statistics.ts';

/** Mean over peak of a year, by what real meters of such buildings show. */
const LOAD_FACTORS: Readonly<Record<Archetype, number>> = {
  office: 0.27,
  school: 0.23,
  library: 0.31,
  leisure_centre: 0.5,
  swimming_pool: 0.5,
  sports_hall: 0.42,
  care_home: 0.52,
  warehouse: 0.32,
  house: 0.08,
  flats: 0.22,
  hospital: 0.52,
  hotel: 0.27,
  retail: 0.28,
  supermarket: 0.52,
  university: 0.36,
  surgery: 0.27,
  data_centre: 0.72,
  community_hall: 0.28,
};

/** Buildings of households, whose peak is of one half-hour. */
const HOMES: ReadonlySet<Archetype> = new Set(['house', 'flats']);

const SHUT_AT_WEEKENDS: ReadonlySet<Archetype> = new Set(['office', 'school']);

/**
 * Whether a year of half-hours is what a building takes.
 *
 * @param consumption kWh, but for heating
 * @param floorArea m2
 */
export function checkElectricity(
  consumption: Float64Array,
  archetype: Archetype,
  floorArea: number,
  calendar: LocalCalendar,
): Check[] {
  const perArea = sum(consumption) / floorArea;
  const { electricity: benchmark } = ARCHETYPE_ENERGY[archetype];
  const checks = [
    check('electricity', 'kWh/m2', perArea, [benchmark * 0.4, benchmark * 1.9]),
    check(
      'electricity',
      'load factor',
      loadFactor(consumption),
      around(LOAD_FACTORS[archetype], HOMES.has(archetype) ? 0.6 : 0.4),
    ),
  ];
  if (SHUT_AT_WEEKENDS.has(archetype)) {
    checks.push(check('electricity', 'weekend over workday', weekendShare(consumption, calendar), [0.05, 0.55]));
  }
  return checks;
}

/** What two sites of one archetype have in common: their hours, but not their noise, nor, of homes, their habits; a data center takes all but the same at all hours. */
const PAIRS = { home: [0.1, 0.95], steady: [0.2, 0.98], other: [0.6, 0.98] } as const;

/** Whether two sites of one archetype are alike, and not the same. @param one kWh by half-hours; `other` too */
export function checkPair(one: Float64Array, other: Float64Array, archetype: Archetype): Check[] {
  const kind = HOMES.has(archetype) ? 'home' : archetype === 'data_centre' ? 'steady' : 'other';
  return [check('electricity', 'half-hours of two sites, correlation', correlation(one, other), PAIRS[kind])];
}

function weekendShare(consumption: Float64Array, { day, dayKind }: LocalCalendar): number {
  const [total, count] = [new Float64Array(2), new Float64Array(2)];
  for (let i = 0; i < consumption.length; i += 1) {
    const kind = dayKind[day[i] ?? 0];
    if (kind !== DAY_KIND.holiday) {
      const which = kind === DAY_KIND.workday ? 0 : 1;
      total[which] = (total[which] ?? 0) + (consumption[i] ?? 0);
      count[which] = (count[which] ?? 0) + 1;
    }
  }
  return (total[1] ?? 0) / (count[1] ?? 0) / ((total[0] ?? 0) / (count[0] ?? 0));
}
