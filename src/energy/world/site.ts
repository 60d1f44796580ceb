/** The uses of buildings. */
export const ARCHETYPES = [
  'office',
  'school',
  'library',
  'leisure_centre',
  'swimming_pool',
  'sports_hall',
  'care_home',
  'warehouse',
  'house',
  'flats',
  'hospital',
  'hotel',
  'retail',
  'supermarket',
  'university',
  'surgery',
  'data_centre',
  'community_hall',
] as const;

/** The use of a building, which decides how much energy it needs and when. */
export type Archetype = (typeof ARCHETYPES)[number];

/** A GSP group of Great Britain: one of fourteen regions of the distribution networks. */
export type GspCode = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'J' | 'K' | 'L' | 'M' | 'N' | 'P';

/** A town of Great Britain, under whose name weather is kept. */
export interface Place {
  readonly name: string;
  /** Degrees, WGS 84. */
  readonly latitude: number;
  readonly longitude: number;
  readonly gsp: GspCode;
  /** Postcode districts of the town, e.g. `CF84`; none is real. */
  readonly outcodes: readonly string[];
  /** The direction away from water, degrees clockwise from north; none of a town that has land all around. */
  readonly inland?: number;
  /** Mean of the year and half the swing between January and July, degC. */
  readonly temperature: { readonly mean: number; readonly amplitude: number };
  /** Mean of the year at 10 m, m/s. */
  readonly windSpeed: number;
  /** Mean annual precipitation, mm. */
  readonly rain: number;
}

/** A roof, or a part of one, for photovoltaic panels of one orientation. */
export interface SolarArray {
  /** Peak power of what its roof has room for, kW. */
  readonly peakPower: number;
  /** Peak power of the panels that stand there already, kW; 0 for none. */
  readonly installedPower: number;
  /** Degrees from the horizontal. */
  readonly tilt: number;
  /** Degrees clockwise from north; 180 is south. */
  readonly azimuth: number;
  readonly mounting: 'building-integrated' | 'free';
}

export interface Turbine {
  /** m above ground. */
  readonly hubHeight: number;
  /** kW. */
  readonly ratedPower: number;
}

export interface HeatingPlant {
  readonly kind: 'gas_boiler' | 'oil_boiler' | 'lpg_boiler' | 'heat_pump' | 'electric';
  /** Heat out over fuel in, gross calorific value; of a heat pump, whose changes with the weather, at the place's mean temperature. */
  readonly efficiency: number;
  /** kW thermal. */
  readonly capacity: number;
}

/** How many meters of a site its client gives readings of; those of fuel only where a boiler burns some. */
export interface Meters {
  readonly electricity: number;
  readonly fuel: number;
}

/** How well a building keeps its heat. */
export interface Fabric {
  /** W/m2K. */
  readonly wall: number;
  readonly roof: number;
  readonly floor: number;
  readonly window: number;
  /** Air changes an hour. */
  readonly airChanges: number;
}

/** A synthetic site: all that its datasets are functions of. */
export interface Site {
  /** Its number in the world, from 0. */
  readonly index: number;
  /** Matches `^[0-9a-z_]+$`. */
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  /** One line that ends with a comma, a space and the postcode. */
  readonly address: string;
  readonly place: Place;
  readonly latitude: number;
  readonly longitude: number;
  readonly archetype: Archetype;
  /** m2. */
  readonly floorArea: number;
  readonly yearBuilt: number;
  /** People who are there when it is full. */
  readonly occupants: number;
  readonly fabric: Fabric;
  readonly heating: HeatingPlant;
  readonly solar: readonly SolarArray[];
  readonly turbine: Turbine | null;
  readonly meters: Meters;
  /** What its meters count in each year, where that is known; otherwise the benchmark of its archetype decides. */
  readonly annual?: AnnualEnergy;
  /** How its electricity is spread over time, where a meter has shown it. */
  readonly profile?: MeterProfile;
}

/** kWh a year. */
export interface AnnualEnergy {
  /** With that of a heat pump or of electric heating. */
  readonly electricity: number;
  /** Of a boiler; 0 without one. Undefined where it is not known. */
  readonly fuel?: number;
}

/** The statistics of a meter's electricity, from which a similar one is made. */
export interface MeterProfile {
  /** kWh a year at the mean of the readings. */
  readonly annual: number;
  /** Mean of each half-hour of the local day over the mean of all readings: on workdays, and on weekends and holidays. */
  readonly workday: readonly number[];
  readonly dayOff: readonly number[];
  /** By how much a day's electricity is higher for each K of its mean temperature below 15.5 degC, and above 18 degC, as a fraction of the mean. */
  readonly perColdKelvin: number;
  readonly perWarmKelvin: number;
  /** Standard deviation of days from what the day of the week and the temperature explain, as a fraction of the mean. */
  readonly unrest: number;
}
