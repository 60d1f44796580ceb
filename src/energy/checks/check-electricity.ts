import { ARCHETYPE_ENERGY } from '../models/demand/archetype-energy.ts';
import { DAY_KIND, type LocalCalendar } from '../models/calendar/local-calendar.ts';
import type { Archetype } from '../world/site.ts';
import { around, check, type Check } from './check.ts';
import { loadFactor, sum } from './statistics.ts';

/** Mean over peak of a year, by what real meters of such buildings show. */
const LOAD_FACTORS: Readonly<Record<Archetype, number>> = {
  office: 0.31,
  school: 0.22,
  library: 0.32,
  leisure_centre: 0.56,
  sports_hall: 0.48,
  care_home: 0.54,
  warehouse: 0.35,
  house: 0.1,
  flats: 0.21,
  hospital: 0.58,
};

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
    check('electricity', 'kWh/m2', perArea, [benchmark * 0.45, benchmark * 1.9]),
    check('electricity', 'load factor', loadFactor(consumption), around(LOAD_FACTORS[archetype], 0.35)),
  ];
  if (SHUT_AT_WEEKENDS.has(archetype)) {
    checks.push(check('electricity', 'weekend over workday', weekendShare(consumption, calendar), [0.05, 0.5]));
  }
  return checks;
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
