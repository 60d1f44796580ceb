import { exp } from '../../../seeding/random/exact-math.ts';
import { randomOf, type Random } from '../../../seeding/random/random.ts';
import type { Site } from '../../world/site.ts';
import { rounded } from '../round.ts';
import { ARCHETYPE_ENERGY } from './archetype-energy.ts';

/** How the heating of a site is set, and how its building answers. */
export interface HeatControl {
  /** Outdoor temperature above which internal gains are enough, degC. */
  readonly base: number;
  /** How far below the set temperature rooms may fall while the building is empty, K. */
  readonly setBack: number;
  /** Half-hours before occupancy at which heating starts. */
  readonly preheat: number;
  /** Occupancy above which rooms are kept warm, as a fraction of the year's maximum. */
  readonly threshold: number;
  /** Time constant of rooms and furniture, hours, and of the walls, hours. */
  readonly timeConstant: number;
  readonly wallLag: number;
  /** Power of the radiators over the heat loss on the design day. */
  readonly oversize: number;
  /** Days of the year, from 0, between which the heating is off; null for none. */
  readonly summer: readonly [from: number, to: number] | null;
  /** Standard deviation of a day's heat loss from what the weather explains: windows, doors, thermostats. */
  readonly unrest: number;
  /** Annual heat with this control, over that of rooms that are always warm. */
  readonly dutyFactor: number;
}

/** degC. Between the balance points of well and badly insulated buildings in Great Britain. */
const BASE = { mean: 14.7, deviation: 1, least: 12, most: 17 };

/** Mean outdoor temperature of the heating season below the base, K: what rooms fall towards. */
const TYPICAL_LIFT = 8.5;

/** Threshold of a home that is warm in the morning and the evening only, and of one that is warm all day. */
const HOME = { twice: 0.32, allDay: 0.09, chanceOfTwice: 0.6 };
const OPEN_THRESHOLD = 0.3;

/** The control of a site, the same in all years. */
export function heatControl(seed: number, site: Site): HeatControl {
  const { schedule, warm } = ARCHETYPE_ENERGY[site.archetype];
  const random = randomOf(seed, 'heat control', site.index);
  const isHome = schedule.hours === 'home';
  const base = rounded(clamp(BASE.mean + BASE.deviation * random.normal(), BASE.least, BASE.most), 10);
  const isTwice = isHome && !warm && random.chance(HOME.chanceOfTwice);
  const timeConstant = Math.round(between(random, 20, 48));
  const setBack = rounded(warm ? between(random, 0.6, 1.5) : between(random, 3, 8), 10);
  const preheat = 1 + random.integer(isHome ? 3 : 6);
  const keepsSummer = random.chance(warm ? 0.6 : 0.2);
  const summer = [118 + random.integer(35), 262 + random.integer(30)] as const;
  return {
    base,
    setBack,
    preheat,
    threshold: isHome ? (isTwice ? HOME.twice : HOME.allDay) : OPEN_THRESHOLD,
    timeConstant,
    wallLag: Math.round(between(random, 3, 14)),
    oversize: isHome && !warm ? between(random, 2.3, 3.5) : between(random, 1.1, warm ? 1.3 : 1.6),
    summer: keepsSummer ? null : summer,
    unrest: rounded(between(random, 0.05, warm ? 0.13 : 0.17), 100),
    dutyFactor: dutyFactor(warmShare(site, isTwice), setBack, timeConstant),
  };
}

/** The share of a week in which rooms are kept warm. */
function warmShare({ archetype }: Site, isTwice: boolean): number {
  const { hours, saturday, sunday } = ARCHETYPE_ENERGY[archetype].schedule;
  if (hours === 'home') {
    return isTwice ? 0.36 : 0.68;
  }
  const days = 5 + (saturday > OPEN_THRESHOLD ? 1 : 0) + (sunday > OPEN_THRESHOLD ? 1 : 0);
  return Math.min(1, ((hours[1] - hours[0]) * days) / 168);
}

/** Rooms that cool while nobody is in them lose less. */
function dutyFactor(share: number, setBack: number, timeConstant: number): number {
  const empty = 24 * (1 - share);
  const fall = Math.min(setBack, TYPICAL_LIFT * (1 - exp(-empty / timeConstant)));
  return 1 - ((1 - share) * 0.6 * fall) / TYPICAL_LIFT;
}

function between(random: Random, least: number, most: number): number {
  return least + (most - least) * random.next();
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
