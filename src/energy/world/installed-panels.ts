import { ARCHETYPE_ENERGY } from '../models/demand/archetype-energy.ts';
import { rounded } from '../models/round.ts';
import { randomOf } from '../../seeding/random/random.ts';
import { solarRoofs } from './building.ts';
import type { Archetype, Site, SolarArray } from './site.ts';

/**
 * The share of sites whose roof has panels already. Houses: 1.5 million domestic installations on 28 million households (DESNZ, Solar
 * photovoltaics deployment, end of 2024). Schools and hospitals: "about 20 % of schools and under 10 % of hospitals" (UK Government and
 * Great British Energy, March 2025). Others: judgment, between these.
 *
 * @see https://www.gov.uk/government/statistics/solar-photovoltaics-deployment
 */
export const INSTALLED_SHARES: Readonly<Record<Archetype, number>> = {
  house: 0.055,
  flats: 0.03,
  school: 0.2,
  hospital: 0.09,
  office: 0.06,
  library: 0.06,
  leisure_centre: 0.12,
  swimming_pool: 0.12,
  sports_hall: 0.08,
  care_home: 0.07,
  warehouse: 0.08,
  hotel: 0.04,
  retail: 0.06,
  supermarket: 0.15,
  university: 0.15,
  surgery: 0.08,
  data_centre: 0.04,
  community_hall: 0.08,
};

/** The part of its room that a roof with panels uses; and kWh/kWp in a year, by which no more panels are bought than the site takes. */
const USED = { least: 0.35, most: 1, perPower: 950 };

/** The arrays of a site, at some sites with panels that stand already: on one roof, or on all. */
export function withInstalledPanels(
  seed: number,
  { index, archetype, floorArea, solar }: Pick<Site, 'index' | 'archetype' | 'floorArea' | 'solar'>,
): readonly SolarArray[] {
  const random = randomOf(seed, 'installed panels', index);
  // Only sites with a roof for panels can have some.
  if (!random.chance(INSTALLED_SHARES[archetype] / solarRoofs(archetype)) || solar.length === 0) {
    return solar;
  }
  const room = solar.reduce((sum, { peakPower }) => sum + peakPower, 0);
  const worthwhile = (ARCHETYPE_ENERGY[archetype].electricity * floorArea) / USED.perPower / room;
  const part = Math.min(USED.least + (USED.most - USED.least) * random.next(), worthwhile);
  const onAll = random.chance(0.5);
  return solar.map((array, number) => ({
    ...array,
    installedPower:
      onAll || number === 0 ? Math.min(array.peakPower, Math.max(0.5, rounded(array.peakPower * part, 10))) : 0,
  }));
}
