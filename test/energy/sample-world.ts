import type { Archetype, Place, Site } from '../../src/energy/world/site.ts';
import type { World } from '../../src/energy/world/world.ts';

function place(
  name: string,
  gsp: Place['gsp'],
  latitude: number,
  longitude: number,
  climate: readonly number[],
): Place {
  const [mean = 0, amplitude = 0, windSpeed = 0, rain = 0] = climate;
  return { name, latitude, longitude, gsp, outcodes: ['AA1'], temperature: { mean, amplitude }, windSpeed, rain };
}

/** Some of the climates of Great Britain, as measured: the mean of the year, the swing, the wind, the rain. */
export const PLACES = {
  london: place('London', 'C', 51.51, -0.13, [11.6, 7, 4.2, 615]),
  cardiff: place('Cardiff', 'K', 51.48, -3.18, [11, 6, 4.8, 1200]),
  edinburgh: place('Edinburgh', 'N', 55.95, -3.19, [9.4, 5.7, 5.1, 730]),
  aberdeen: place('Aberdeen', 'P', 57.15, -2.1, [8.8, 5.3, 5.4, 815]),
  manchester: place('Manchester', 'G', 53.48, -2.24, [10.2, 6.4, 4.5, 870]),
  plymouth: place('Plymouth', 'L', 50.37, -4.14, [11.6, 5.2, 5.2, 1020]),
} as const;

export const AREAS: readonly (readonly [Archetype, number])[] = [
  ['office', 2000],
  ['school', 5000],
  ['library', 900],
  ['leisure_centre', 4000],
  ['sports_hall', 1500],
  ['care_home', 2200],
  ['warehouse', 6000],
  ['house', 90],
  ['flats', 1400],
  ['hospital', 20_000],
  ['hotel', 2500],
  ['retail', 1500],
  ['supermarket', 2600],
  ['university', 9000],
  ['surgery', 800],
  ['swimming_pool', 1800],
  ['data_centre', 1200],
  ['community_hall', 450],
];

/** Sites of every archetype in turn, at every place in turn, each with panels and a turbine; the ninth of each round is heated by a heat pump. */
function sampleSite(index: number): Site {
  const places = Object.values(PLACES);
  const [archetype, floorArea] = AREAS[index % AREAS.length] ?? ['house', 90];
  const ofPlace = places[index % places.length] ?? PLACES.london;
  const isElectric = index % AREAS.length === 8;
  return {
    index,
    id: `sample_${index}`,
    name: `Sample ${index}`,
    clientId: 'sample',
    address: '1 High Street, Town, AA1 1AA',
    place: ofPlace,
    latitude: ofPlace.latitude,
    longitude: ofPlace.longitude,
    archetype,
    floorArea,
    yearBuilt: 1975,
    occupants: 50,
    fabric: { wall: 0.9, roof: 0.4, floor: 0.6, window: 2.8, airChanges: 0.8 },
    heating: {
      kind: isElectric ? 'heat_pump' : 'gas_boiler',
      efficiency: isElectric ? 2.8 : 0.86,
      capacity: Math.max(24, Math.ceil(floorArea * 0.45) - 20),
    },
    solar: [
      { peakPower: 10, installedPower: 0, tilt: 35, azimuth: 180, mounting: 'free' },
      {
        peakPower: 10,
        installedPower: 0,
        tilt: 30,
        azimuth: index % 2 === 0 ? 90 : 270,
        mounting: 'building-integrated',
      },
      { peakPower: 10, installedPower: 0, tilt: 35, azimuth: 0, mounting: 'free' },
    ],
    meters: { electricity: 1, fuel: isElectric ? 0 : 1 },
    turbine: { hubHeight: index % 2 === 0 ? 60 : 15, ratedPower: 10 },
  };
}

/** A world of hand-made sites, one of each archetype by default. */
export function sampleWorld(seed: number, sites = AREAS.length, noise: World['options']['noise'] = 'none'): World {
  return {
    options: { seed, clients: 1, sites, noise },
    places: Object.values(PLACES),
    client: (index) => ({
      index,
      id: 'sample',
      name: 'Sample',
      sites: Array.from({ length: sites }, (_, site) => site),
    }),
    site: sampleSite,
  };
}
