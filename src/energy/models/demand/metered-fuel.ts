import { randomOf } from '../../../seeding/random/random.ts';
import type { Site } from '../../world/site.ts';
import { splitMeters } from './split-meters.ts';
import { heating } from './heat.ts';
import { hotWater } from './hot-water.ts';
import { rounded } from '../round.ts';
import { utcYear } from '../calendar/utc-year.ts';

/** kWh in a cubic meter of gas: volume correction, MJ/m3 in Great Britain, MJ in a kWh. */
export const KWH_PER_CUBIC_METRE = (1.02264 * 39.5) / 3.6;

/** Smallest output of boilers as a fraction of the largest: of one boiler, and of several that take turns. */
const LEAST_FIRE = { single: [0.12, 0.28], several: [0.05, 0.12] } as const;

/** kW from which on a plant has several boilers. */
const SEVERAL = 70;

/** Hours of a half-hour. */
const STEP = 0.5;

/** Plants that burn fuel. */
const BOILERS: ReadonlySet<Site['heating']['kind']> = new Set(['gas_boiler', 'oil_boiler', 'lpg_boiler']);

/**
 * Gas, oil or LPG that a site burns by half-hours of a UTC year, kWh (gross) to the watt-hour: space heat and water by the efficiency of its boiler.
 * A boiler cannot burn less than its smallest output, so it rests until the water of pipes and cylinder has given so much heat. All 0
 * for a site without a boiler.
 */
export function meteredFuel(seed: number, site: Site, year: number): Float64Array {
  const { kind, capacity, efficiency } = site.heating;
  if (!BOILERS.has(kind)) {
    return new Float64Array(utcYear(year).halfHours);
  }
  const water = hotWater(seed, site, year);
  const [lowest, highest] = LEAST_FIRE[capacity > SEVERAL ? 'several' : 'single'];
  const least = (lowest + (highest - lowest) * randomOf(seed, 'boiler', site.index).next()) * capacity * STEP;
  const last = water.length - 1;
  const rooms = heating(seed, site, year);
  const gas = new Float64Array(rooms.length);
  let owed = 0;
  for (let i = 0; i < gas.length; i += 1) {
    owed += (rooms[i] ?? 0) + (water[i] ?? 0);
    // The year ends with nothing owed, so that its gas is that of its heat.
    const given = i === last ? owed : owed < least ? 0 : Math.min(owed, capacity * STEP);
    owed -= given;
    gas[i] = rounded(given / efficiency, 1000);
  }
  return gas;
}

/** The same by each of the meters that there are readings of; none at a site without a boiler. */
export function fuelMeters(seed: number, site: Site, year: number): Float64Array[] {
  const { index, meters } = site;
  return splitMeters(seed, index, 'fuel', year, meteredFuel(seed, site, year), meters.fuel);
}
