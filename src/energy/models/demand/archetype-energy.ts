import type { Archetype } from '../../world/site.ts';

/** Occupancy of a building, as a fraction of its maximum. */
export interface Schedule {
  /** Local opening hours on a workday; homes have none. */
  readonly hours: readonly [from: number, to: number] | 'home';
  readonly saturday: number;
  readonly sunday: number;
  /** During school holidays, on weekdays. */
  readonly schoolHoliday: number;
}

/** Energy use of an archetype. */
export interface ArchetypeEnergy {
  /** Electricity, kWh/m2 a year. */
  readonly electricity: number;
  /** Fuel for heating and hot water, kWh/m2 a year. */
  readonly fossil: number;
  /** Fraction of the useful heat that is hot water. */
  readonly hotWater: number;
  /** Heat of one draw of hot water, kWh. */
  readonly draw: number;
  /** Fraction of the electricity that does not depend on occupancy. */
  readonly base: number;
  readonly schedule: Schedule;
  /** Area of one household, m2; infinite for a building that is one household. Undefined without households. */
  readonly household?: number;
}

function open(from: number, to: number, saturday: number, sunday: number, schoolHoliday = 1): Schedule {
  return { hours: [from, to], saturday, sunday, schoolHoliday };
}

const HOME: Schedule = { hours: 'home', saturday: 1.1, sunday: 1.1, schoolHoliday: 1 };

/**
 * By archetype. Electricity and fuel are the benchmarks of CIBSE TM46:2008 (general office, school, cultural
 * activities, dry sports and leisure, storage, hospital, long term residential; a leisure centre is between dry sports
 * and a pool); a house takes the 2,700 kWh of Ofgem's typical consumption on 90 m2.
 */
export const ARCHETYPE_ENERGY: Readonly<Record<Archetype, ArchetypeEnergy>> = {
  office: { electricity: 95, fossil: 120, hotWater: 0.08, draw: 1, base: 0.3, schedule: open(7, 18.5, 0.12, 0.12) },
  school: {
    electricity: 40,
    fossil: 150,
    hotWater: 0.12,
    draw: 1,
    base: 0.3,
    schedule: open(7, 16.5, 0.08, 0.08, 0.25),
  },
  library: { electricity: 70, fossil: 200, hotWater: 0.06, draw: 1, base: 0.3, schedule: open(8, 19, 0.8, 0.1) },
  leisure_centre: { electricity: 170, fossil: 600, hotWater: 0.3, draw: 1, base: 0.5, schedule: open(6, 22, 0.9, 0.9) },
  sports_hall: { electricity: 95, fossil: 330, hotWater: 0.2, draw: 1, base: 0.35, schedule: open(8, 22, 0.9, 0.9) },
  care_home: { electricity: 65, fossil: 420, hotWater: 0.3, draw: 1, base: 0.55, schedule: open(6.5, 21.5, 1, 1) },
  warehouse: { electricity: 35, fossil: 160, hotWater: 0.06, draw: 1, base: 0.35, schedule: open(6, 18, 0.4, 0.15) },
  house: {
    electricity: 30,
    fossil: 120,
    hotWater: 0.22,
    draw: 0.5,
    base: 0.35,
    schedule: HOME,
    household: Number.POSITIVE_INFINITY,
  },
  flats: { electricity: 38, fossil: 110, hotWater: 0.28, draw: 0.5, base: 0.35, schedule: HOME, household: 70 },
  hospital: { electricity: 90, fossil: 420, hotWater: 0.35, draw: 1, base: 0.6, schedule: open(6, 22, 0.85, 0.85) },
};
