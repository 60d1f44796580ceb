import type { Archetype } from '../../world/site.ts';

/** Occupancy of a building, as a fraction of that on a usual workday. */
export interface Schedule {
  /** Local opening hours on a workday; homes have none. */
  readonly hours: readonly [from: number, to: number] | 'home';
  readonly saturday: number;
  readonly sunday: number;
  /** During school holidays, on weekdays. */
  readonly schoolHoliday: number;
  /** Times the level of the day: on Fridays, in August, and from Christmas Eve to New Year's Eve. */
  readonly friday: number;
  readonly august: number;
  readonly christmas: number;
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
  /** Fraction of the electricity that cools rooms and goods, and so follows the temperature. */
  readonly cooling: number;
  /** Electricity of plant that runs and rests, e.g. compressors and pumps: half its swing as a fraction of the mean. */
  readonly plant: number;
  /** How much days differ for no known reason, relative to other archetypes. */
  readonly unrest: number;
  /** Whether rooms are kept warm at all hours and in most seasons. */
  readonly warm: boolean;
  /** Power of the radiators, W/m2: least and most; by the design day alone where undefined. */
  readonly radiators?: readonly [least: number, most: number];
  /** Area of one household, m2; infinite for a building that is one household. Undefined without households. */
  readonly household?: number;
}

const NO_SCHEDULE: Omit<Schedule, 'hours' | 'saturday' | 'sunday'> = {
  schoolHoliday: 1,
  friday: 1,
  august: 1,
  christmas: 1,
};

function open(
  hours: Schedule['hours'],
  saturday: number,
  sunday: number,
  others: Partial<typeof NO_SCHEDULE> = {},
): Schedule {
  return { hours, saturday, sunday, ...NO_SCHEDULE, ...others };
}

/** Buildings whose staff leave early on Fridays, travel in August and mostly stay away from Christmas to New Year. */
const OF_STAFF = { friday: 0.925, august: 0.92, christmas: 0.5 };
const HOME = open('home', 1.1, 1.1);

const USUAL = { draw: 1, cooling: 0, plant: 0.03, unrest: 1, warm: false } as const;

/**
 * By archetype. Electricity and fuel are the benchmarks of CIBSE TM46:2008: general office, schools, cultural activities, dry sports and
 * leisure, storage, hospital, hotel, large non-food shop, large food store, university campus, clinic, swimming pool centre, public
 * buildings with light usage. A leisure centre is between dry sports and a pool. Of a care home the electricity is that of long term
 * residential; its fuel lies between good practice (247 kWh/m2) and typical (417) of nursing homes in CIBSE Guide F, and its radiators are
 * of 60 to 100 W/m2. A house takes the 2,700 kWh of Ofgem's typical consumption on 90 m2. A data centre takes 15 times what an office
 * does; the U.S. Department of Energy gives 10 to 50. The base load of a university is that of 75 meters of one (bench/blind-test.mjs).
 *
 * @see https://www.energy.gov/eere/buildings/data-centers-and-servers
 */
export const ARCHETYPE_ENERGY: Readonly<Record<Archetype, ArchetypeEnergy>> = {
  office: {
    ...USUAL,
    electricity: 95,
    fossil: 120,
    hotWater: 0.08,
    base: 0.3,
    cooling: 0.1,
    schedule: open([7, 18.5], 0.12, 0.12, OF_STAFF),
  },
  school: {
    ...USUAL,
    electricity: 40,
    fossil: 150,
    hotWater: 0.12,
    base: 0.3,
    schedule: open([7, 16.5], 0.08, 0.08, { schoolHoliday: 0.25, friday: 0.95 }),
  },
  library: {
    ...USUAL,
    electricity: 70,
    fossil: 200,
    hotWater: 0.06,
    base: 0.3,
    schedule: open([8, 19], 0.8, 0.1, OF_STAFF),
  },
  leisure_centre: {
    ...USUAL,
    electricity: 170,
    fossil: 600,
    hotWater: 0.3,
    base: 0.5,
    plant: 0.05,
    warm: true,
    schedule: open([6, 22], 0.9, 0.9, { christmas: 0.7 }),
  },
  swimming_pool: {
    ...USUAL,
    electricity: 245,
    fossil: 1130,
    hotWater: 0.45,
    base: 0.6,
    plant: 0.06,
    warm: true,
    schedule: open([6.5, 21.5], 0.85, 0.85, { christmas: 0.7 }),
  },
  sports_hall: {
    ...USUAL,
    electricity: 95,
    fossil: 330,
    hotWater: 0.2,
    base: 0.35,
    schedule: open([8, 22], 0.9, 0.9, { christmas: 0.6 }),
  },
  care_home: {
    ...USUAL,
    electricity: 65,
    fossil: 300,
    hotWater: 0.35,
    base: 0.55,
    plant: 0.05,
    warm: true,
    radiators: [60, 100],
    schedule: open([6.5, 21.5], 1, 1),
  },
  warehouse: {
    ...USUAL,
    electricity: 35,
    fossil: 160,
    hotWater: 0.06,
    base: 0.35,
    plant: 0.06,
    schedule: open([6, 18], 0.4, 0.15, OF_STAFF),
  },
  house: {
    ...USUAL,
    electricity: 30,
    fossil: 120,
    hotWater: 0.22,
    draw: 0.5,
    base: 0.3,
    plant: 0,
    unrest: 0.7,
    schedule: HOME,
    household: Number.POSITIVE_INFINITY,
  },
  flats: {
    ...USUAL,
    electricity: 38,
    fossil: 110,
    hotWater: 0.28,
    draw: 0.5,
    base: 0.35,
    plant: 0,
    schedule: HOME,
    household: 70,
  },
  hospital: {
    ...USUAL,
    electricity: 90,
    fossil: 420,
    hotWater: 0.35,
    base: 0.6,
    cooling: 0.06,
    plant: 0.04,
    unrest: 0.8,
    warm: true,
    schedule: open([6, 22], 0.85, 0.85),
  },
  hotel: {
    ...USUAL,
    electricity: 105,
    fossil: 330,
    hotWater: 0.4,
    base: 0.55,
    cooling: 0.12,
    plant: 0.04,
    warm: true,
    schedule: open('home', 1.15, 1.05, { august: 1.06, christmas: 0.85 }),
  },
  retail: {
    ...USUAL,
    electricity: 70,
    fossil: 170,
    hotWater: 0.04,
    base: 0.25,
    cooling: 0.12,
    schedule: open([8, 19], 1.05, 0.6),
  },
  supermarket: {
    ...USUAL,
    electricity: 400,
    fossil: 105,
    hotWater: 0.08,
    base: 0.55,
    cooling: 0.08,
    plant: 0.05,
    unrest: 0.6,
    schedule: open([6, 22.5], 1.02, 0.75),
  },
  university: {
    ...USUAL,
    electricity: 80,
    fossil: 240,
    hotWater: 0.12,
    base: 0.75,
    unrest: 0.6,
    cooling: 0.05,
    schedule: open([8, 20], 0.35, 0.25, { schoolHoliday: 0.75, friday: 0.93, christmas: 0.4 }),
  },
  surgery: {
    ...USUAL,
    electricity: 70,
    fossil: 200,
    hotWater: 0.1,
    base: 0.3,
    schedule: open([7.5, 18.5], 0.15, 0.08, { friday: 0.95, christmas: 0.8 }),
  },
  data_centre: {
    ...USUAL,
    electricity: 1500,
    fossil: 15,
    hotWater: 0.1,
    base: 0.96,
    cooling: 0.04,
    plant: 0.02,
    unrest: 0.3,
    schedule: open([7, 19], 0.9, 0.9),
  },
  community_hall: {
    ...USUAL,
    electricity: 20,
    fossil: 105,
    hotWater: 0.06,
    base: 0.2,
    schedule: open([9.5, 20.5], 0.6, 1.1, { schoolHoliday: 0.7, august: 0.7 }),
  },
};
