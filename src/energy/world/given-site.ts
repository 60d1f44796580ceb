import { coefficientOfPerformance } from '../models/demand/heat-pump.ts';
import { peakPlantLoad } from '../models/demand/heat-demand.ts';
import { rounded } from '../models/round.ts';
import { randomOf } from '../../seeding/random/random.ts';
import { buildingOf } from './building.ts';
import { arraysOf, LEAST_BOILER } from './create-site.ts';
import { pointWithin } from './districts.ts';
import { PLACES } from './places.ts';
import type { Archetype, HeatingPlant, MeterProfile, Place, Site } from './site.ts';

/** A site of the user: what is known of it. */
export interface GivenSite {
  /** Matches `^[0-9a-z_]+$`; no other site has it. */
  readonly id: string;
  readonly name: string;
  readonly archetype: Archetype;
  /** m2. */
  readonly floorArea: number;
  readonly postcode: string;
  /** The name of the place whose weather it has. */
  readonly place: string;
  /** kWh a year, with that of electric heating. */
  readonly electricity: number;
  /** kWh a year; 0 without gas, then it is heated by a heat pump. */
  readonly gas: number;
}

/** A site with what is known of it, and the rest as its archetype has it. */
export function createGivenSite(seed: number, index: number, clientId: string, given: GivenSite): Site {
  const random = randomOf(seed, 'site', index);
  const { id, name, archetype, floorArea, postcode } = given;
  const place = placeNamed(given.place);
  const { hasSolar, floorArea: usual, occupants, ...building } = buildingOf(archetype, random);
  const without = {
    index,
    id,
    name,
    clientId,
    address: `${name.replaceAll(',', '')}, ${place.name}, ${postcode}`,
    place,
    ...pointWithin(place, random),
    archetype,
    floorArea,
    ...building,
    occupants: Math.max(1, Math.round((occupants * floorArea) / usual)),
    heating: plantOf(given, place, rounded(0.8 + 0.12 * random.next(), 100)),
    solar: hasSolar ? arraysOf(archetype, floorArea, random) : [],
    turbine: null,
    meters: { electricity: 1, fuel: given.gas > 0 ? 1 : 0 },
    annual: { electricity: given.electricity, fuel: given.gas },
  } satisfies Site;
  const peak = peakPlantLoad(seed, without);
  const least = without.heating.kind === 'gas_boiler' ? LEAST_BOILER : 1;
  return { ...without, heating: { ...without.heating, capacity: Math.max(least, Math.ceil(peak * 1.2)) } };
}

/** A site whose electricity is spread over time, and as high, as a meter has shown it. */
export function withProfile(site: Site, profile: MeterProfile): Site {
  const fuel = site.annual?.fuel;
  const electricity = site.annual?.electricity ?? profile.annual;
  // The meter has shown what the grid gives, once, whatever panels there are.
  const solar = site.solar.map((array) => ({ ...array, installedPower: 0 }));
  const burns = fuel === undefined ? site.heating.kind.endsWith('_boiler') : fuel > 0;
  const meters = { electricity: 1, fuel: burns ? 1 : 0 };
  return { ...site, solar, meters, profile, annual: { electricity, ...(fuel === undefined ? {} : { fuel }) } };
}

function plantOf({ gas }: GivenSite, { temperature }: Place, efficiency: number): HeatingPlant {
  return gas > 0
    ? { kind: 'gas_boiler', efficiency, capacity: 0 }
    : { kind: 'heat_pump', efficiency: rounded(coefficientOfPerformance(temperature.mean), 100), capacity: 0 };
}

function placeNamed(name: string): Place {
  const found = PLACES.find((place) => place.name === name);
  if (found === undefined) {
    throw new RangeError(`no place ${name}`);
  }
  return found;
}
