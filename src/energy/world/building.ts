import { exp } from '../../seeding/random/exact-math.ts';
import type { Random } from '../../seeding/random/random.ts';
import type { Archetype, Fabric } from './site.ts';

interface Building {
  /** m2: median, least, most. */
  readonly floorArea: readonly [median: number, least: number, most: number];
  /** m2 for each of those who are there when it is full. */
  readonly perOccupant: number;
  /** When buildings of the kind were built. */
  readonly built: readonly [first: number, last: number];
  /** Likelihood that the roof has room for panels. */
  readonly solar: number;
}

/** Sizes of single buildings, as certificates of public buildings and the English Housing Survey have them, in round numbers. */
const BUILDINGS: Readonly<Record<Archetype, Building>> = {
  office: { floorArea: [2200, 400, 12_000], perOccupant: 12, built: [1890, 2020], solar: 0.55 },
  school: { floorArea: [3800, 900, 12_000], perOccupant: 7, built: [1900, 2018], solar: 0.7 },
  library: { floorArea: [900, 250, 4000], perOccupant: 15, built: [1890, 2015], solar: 0.5 },
  leisure_centre: { floorArea: [3600, 1500, 9000], perOccupant: 18, built: [1968, 2020], solar: 0.7 },
  sports_hall: { floorArea: [1500, 600, 4000], perOccupant: 20, built: [1965, 2020], solar: 0.6 },
  care_home: { floorArea: [2000, 600, 6000], perOccupant: 40, built: [1900, 2021], solar: 0.55 },
  warehouse: { floorArea: [4500, 800, 25_000], perOccupant: 100, built: [1960, 2022], solar: 0.7 },
  house: { floorArea: [92, 50, 220], perOccupant: 38, built: [1880, 2022], solar: 0.5 },
  flats: { floorArea: [1600, 400, 7000], perOccupant: 32, built: [1900, 2022], solar: 0.5 },
  hospital: { floorArea: [14_000, 3000, 60_000], perOccupant: 30, built: [1930, 2018], solar: 0.7 },
  swimming_pool: { floorArea: [1800, 700, 5000], perOccupant: 16, built: [1965, 2021], solar: 0.7 },
  hotel: { floorArea: [2800, 500, 15_000], perOccupant: 25, built: [1850, 2021], solar: 0.5 },
  retail: { floorArea: [1500, 200, 10_000], perOccupant: 20, built: [1900, 2022], solar: 0.5 },
  supermarket: { floorArea: [2600, 800, 9000], perOccupant: 18, built: [1970, 2022], solar: 0.7 },
  university: { floorArea: [9000, 1500, 40_000], perOccupant: 14, built: [1900, 2022], solar: 0.6 },
  surgery: { floorArea: [800, 200, 3000], perOccupant: 14, built: [1930, 2021], solar: 0.6 },
  data_centre: { floorArea: [1200, 300, 6000], perOccupant: 150, built: [1995, 2023], solar: 0.4 },
  community_hall: { floorArea: [450, 120, 1500], perOccupant: 8, built: [1870, 2015], solar: 0.4 },
};

/** What building regulations, or custom, made of fabric until a year, W/m2K and air changes an hour; about RdSAP's bands. */
const BANDS: readonly (Fabric & { readonly until: number })[] = [
  { until: 1930, wall: 1.7, roof: 1.2, floor: 0.9, window: 4.2, airChanges: 1.1 },
  { until: 1966, wall: 1.5, roof: 1, floor: 0.8, window: 3.8, airChanges: 1 },
  { until: 1976, wall: 1.2, roof: 0.7, floor: 0.7, window: 3.5, airChanges: 0.9 },
  { until: 1990, wall: 0.6, roof: 0.4, floor: 0.5, window: 2.9, airChanges: 0.8 },
  { until: 2003, wall: 0.45, roof: 0.26, floor: 0.4, window: 2.4, airChanges: 0.65 },
  { until: 2012, wall: 0.3, roof: 0.2, floor: 0.25, window: 1.9, airChanges: 0.5 },
  { until: Number.POSITIVE_INFINITY, wall: 0.22, roof: 0.14, floor: 0.18, window: 1.4, airChanges: 0.4 },
];

const AREA_SPREAD = 0.5;

/** The likelihood that a building of a kind has a roof for panels. */
export function solarRoofs(archetype: Archetype): number {
  return BUILDINGS[archetype].solar;
}

/** A building's size, age and fabric. */
export function buildingOf(archetype: Archetype, random: Random) {
  const { floorArea, perOccupant, built, solar } = BUILDINGS[archetype];
  const [median, least, most] = floorArea;
  const area = Math.round(Math.min(Math.max(median * exp(AREA_SPREAD * random.normal()), least), most));
  const [first, last] = built;
  const yearBuilt = first + random.integer(last - first + 1);
  return {
    floorArea: area,
    yearBuilt,
    occupants: Math.max(1, Math.round((area / perOccupant) * (0.8 + 0.4 * random.next()))),
    fabric: fabricOf(yearBuilt, random),
    hasSolar: random.chance(solar),
  };
}

function fabricOf(yearBuilt: number, random: Random): Fabric {
  const band = BANDS.find(({ until }) => yearBuilt <= until) ?? BANDS[0];
  const own = (value = 1): number => Math.round(value * (0.85 + 0.3 * random.next()) * 100) / 100;
  return {
    wall: own(band?.wall),
    roof: own(band?.roof),
    floor: own(band?.floor),
    window: own(band?.window),
    airChanges: own(band?.airChanges),
  };
}
