import { coefficientOfPerformance } from '../models/demand/heat-pump.ts';
import { peakPlantLoad } from '../models/demand/heat-demand.ts';
import { rounded } from '../models/round.ts';
import { randomOf, type Random } from '../../seeding/random/random.ts';
import { buildingOf } from './building.ts';
import { withInstalledPanels } from './installed-panels.ts';
import { districtOf, pointWithin } from './districts.ts';
import { streetName } from './names.ts';
import { metersOf, USUAL_METERS } from './site-meters.ts';
import type { Archetype, HeatingPlant, Meters, Place, Site, SolarArray, Turbine } from './site.ts';

export interface SiteOrigin {
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly place: Place;
  readonly archetype: Archetype;
  /** What its client gives readings of. */
  readonly clientMeters: Meters;
  /** Whether it has what most have, a gas boiler and a roof for panels but none yet, rather than what chance gives it. */
  readonly isTypical: boolean;
}

/** Letters of the second half of a postcode: all but those that are mistaken for others. */
const INWARD = 'ABDEFGHJLNPQRSTUWXYZ';

/** A site with all that its datasets are functions of. */
export function createSite(seed: number, origin: SiteOrigin): Site {
  const random = randomOf(seed, 'site', origin.index);
  const { isTypical, clientMeters, ...named } = origin;
  const { place, archetype } = named;
  const { hasSolar, ...building } = buildingOf(archetype, random);
  const outcode = random.pick(place.outcodes);
  const without = {
    ...named,
    address: addressOf(seed, origin, outcode, random),
    ...pointWithin(districtOf(place, outcode), random),
    ...building,
    heating: { kind: 'gas_boiler', efficiency: 1, capacity: 0 },
    solar: hasSolar || isTypical ? arraysOf(archetype, building.floorArea, random) : [],
    turbine: turbineOf(archetype, random),
    meters: USUAL_METERS,
  } satisfies Site;
  const heating = plantOf(without, peakPlantLoad(seed, without), isTypical, random);
  return {
    ...without,
    heating,
    solar: isTypical ? without.solar : withInstalledPanels(seed, without),
    meters: isTypical ? USUAL_METERS : metersOf(seed, { ...without, heating }, clientMeters),
  };
}

function addressOf(seed: number, { index, place }: SiteOrigin, outcode: string, random: Random): string {
  const letter = (): string => INWARD.charAt(random.integer(INWARD.length));
  const postcode = `${outcode} ${1 + random.integer(9)}${letter()}${letter()}`;
  return `${1 + random.integer(180)} ${streetName(seed, index)}, ${place.name}, ${postcode}`;
}

/** kW: smaller boilers are not sold. */
export const LEAST_BOILER = 18;

/** Gas in four of five, oil and LPG where its pipes do not reach; boilers renewed when they are some twenty years old, so that few are as old as the building. */
function plantOf(
  { yearBuilt, place }: Pick<Site, 'yearBuilt' | 'place'>,
  peak: number,
  isTypical: boolean,
  random: Random,
): HeatingPlant {
  const capacity = Math.max(6, Math.ceil(peak * (1.05 + 0.25 * random.next())));
  const draw = isTypical ? 0.5 : random.next();
  if (draw < (yearBuilt > 2010 ? 0.3 : 0.06)) {
    return { kind: 'heat_pump', efficiency: rounded(coefficientOfPerformance(place.temperature.mean), 100), capacity };
  }
  if (draw > 0.95) {
    return { kind: 'electric', efficiency: 1, capacity };
  }
  return {
    kind: draw > 0.91 ? 'oil_boiler' : draw > 0.885 ? 'lpg_boiler' : 'gas_boiler',
    efficiency: rounded(0.8 + 0.12 * random.next(), 100),
    capacity: Math.max(LEAST_BOILER, capacity),
  };
}

/** m2 of a kWp, and how much of the floor's area roofs have for it. */
const PER_PEAK_POWER = 5.5;
const ROOF_SHARE = { house: 0.2, flats: 0.09, hospital: 0.1, warehouse: 0.3 } as Readonly<
  Partial<Record<Archetype, number>>
>;
const OTHER_ROOF_SHARE = 0.14;
const MOST_PEAK_POWER = 400;

/** The panels that a roof has room for. */
export function arraysOf(archetype: Archetype, floorArea: number, random: Random): SolarArray[] {
  const room = (floorArea * (ROOF_SHARE[archetype] ?? OTHER_ROOF_SHARE)) / PER_PEAK_POWER;
  const peakPower = Math.min(MOST_PEAK_POWER, room * (0.7 + 0.6 * random.next()));
  if (archetype === 'warehouse' || archetype === 'hospital') {
    return [{ peakPower: tenths(peakPower), installedPower: 0, tilt: 10, azimuth: 180, mounting: 'free' }];
  }
  const tilt = 5 * (5 + random.integer(4));
  const azimuth = (360 + 5 * Math.round((180 + 25 * random.normal()) / 5)) % 360;
  const mounting = 'building-integrated';
  if (random.chance(0.65)) {
    return [{ peakPower: tenths(peakPower), installedPower: 0, tilt, azimuth, mounting }];
  }
  return [azimuth + 270, azimuth + 90].map((side) => ({
    peakPower: tenths(peakPower / 2),
    installedPower: 0,
    tilt,
    azimuth: side % 360,
    mounting,
  }));
}

function turbineOf(archetype: Archetype, random: Random): Turbine | null {
  const hasOne = random.chance(0.06);
  const hubHeight = random.chance(0.5) ? 15 : 30;
  return hasOne && archetype !== 'house' ? { hubHeight, ratedPower: hubHeight === 15 ? 6 : 50 } : null;
}

function tenths(value: number): number {
  return Math.max(0.5, rounded(value, 10));
}
