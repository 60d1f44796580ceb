import { exp } from '../../../seeding/random/exact-math.ts';
import { keyOf } from '../../../seeding/random/hash.ts';
import { autoregressive } from '../../../seeding/random/noise.ts';
import { PLACES } from '../../world/places.ts';
import type { GspCode } from '../../world/site.ts';
import { byFuel, sharesOf, type Fuel, type FuelShares } from './fuels.ts';
import { gridMix } from './grid-mix.ts';
import { packedShares, unpackedShares, type PackedShares } from './packed-shares.ts';
import { HALF_HOUR, hourlySpan, LEAD, utcYear } from '../calendar/utc-year.ts';
import { memoize } from '../memoize.ts';
import { cosIncidence, ephemeris } from '../weather/sun.ts';

/**
 * A region's share of each fuel relative to the country's, by its power stations and interconnectors. Fuels that are
 * not named have the country's share.
 */
const WEIGHTS: Readonly<Record<GspCode, Partial<Record<Fuel, number>>>> = {
  A: { gas: 0.8, nuclear: 1.6, wind: 1.4, solar: 1.5, imports: 0.6, hydro: 0 },
  B: { gas: 1.5, coal: 3, nuclear: 0.2, wind: 0.6, solar: 1.3, imports: 0.2, hydro: 0 },
  C: { gas: 1.1, nuclear: 0.8, wind: 0.9, imports: 1.3, solar: 0.8, hydro: 0 },
  D: { gas: 1.1, nuclear: 0.7, hydro: 2.5, wind: 1.1, imports: 0.5, solar: 0.8 },
  E: { gas: 1.2, coal: 1.5, nuclear: 0.8, wind: 0.8, imports: 0.6, biomass: 1.2 },
  F: { gas: 0.3, nuclear: 2.4, wind: 1.4, biomass: 1.5, imports: 1.2, solar: 0.5 },
  G: { gas: 0.6, nuclear: 2.1, wind: 1.2, biomass: 0.7, imports: 0.3, solar: 0.6 },
  H: { gas: 1.4, nuclear: 0.5, wind: 0.6, imports: 1.5, solar: 1.8, hydro: 0 },
  J: { gas: 0.9, nuclear: 0.9, wind: 0.9, imports: 2.5, solar: 1.4, hydro: 0 },
  K: { gas: 2, nuclear: 0.2, wind: 0.6, biomass: 0.5, imports: 0.3, solar: 0.9 },
  L: { gas: 1.2, nuclear: 0.9, wind: 0.5, imports: 1, solar: 2.2, hydro: 0.3 },
  M: { gas: 0.9, coal: 2, nuclear: 0.4, biomass: 3.5, wind: 1, imports: 0.3, solar: 0.6 },
  N: { gas: 0.12, coal: 0, nuclear: 1.9, hydro: 2, wind: 1.9, imports: 0.2, solar: 0.3 },
  P: { gas: 0.3, coal: 0, nuclear: 0.1, hydro: 6, wind: 2.4, imports: 0.1, solar: 0.3, biomass: 0.4 },
};

/** How a region's share of some fuels changes by chance: standard deviation of its logarithm, and half-hours it lasts. */
const NOISE: Partial<Record<Fuel, readonly [sigma: number, tau: number]>> = {
  wind: [0.3, 16],
  gas: [0.25, 60],
  nuclear: [0.15, 700],
  imports: [0.35, 40],
};

/** The mix of a region's grid: the country's mix by the region's weights and by chance. It also counts as the forecast. */
export function regionalMix(seed: number, region: GspCode, year: number): FuelShares {
  return unpackedShares(packedMix(seed, region, year));
}

/** The carbon intensity of the same, g/kWh. */
export function regionalIntensity(seed: number, region: GspCode, year: number): Float64Array {
  return new Float64Array(packedMix(seed, region, year).grams);
}

const packedMix = memoize(
  8,
  (seed: number, region: GspCode, year: number) => `${seed} ${region} ${year}`,
  (seed: number, region: GspCode, year: number): PackedShares => {
    const { shares, importCarbon } = gridMix(seed, year);
    const isLight = daylight(region, year);
    const { from, halfHours } = utcYear(year);
    const weighted = byFuel((fuel) => {
      const weight = WEIGHTS[region][fuel] ?? 1;
      const of = shares[fuel];
      const [sigma, tau] = NOISE[fuel] ?? [0, 0];
      const noise =
        sigma > 0 ? autoregressive(keyOf(seed, ['region', region, fuel]), from / HALF_HOUR, halfHours, tau) : undefined;
      const values = new Float64Array(halfHours);
      for (let i = 0; i < halfHours; i += 1) {
        const value = (of[i] ?? 0) * weight;
        values[i] = noise === undefined ? value : value * exp(sigma * (noise[i] ?? 0));
      }
      return values;
    });
    for (let i = 0; i < halfHours; i += 1) {
      weighted.solar[i] = isLight[i >> 1] === 1 ? (weighted.solar[i] ?? 0) : 0;
    }
    return packedShares(sharesOf(weighted, importCarbon));
  },
);

/** 1 for the hours of a year in whose middle the sun is up in all towns of a region, otherwise 0. */
const daylight = memoize(
  28,
  (region: GspCode, year: number) => `${region} ${year}`,
  (region: GspCode, year: number): Uint8Array => {
    const sun = ephemeris(hourlySpan(year));
    const isLight = new Uint8Array(utcYear(year).hours).fill(1);
    for (const place of PLACES.filter(({ gsp }) => gsp === region)) {
      const height = cosIncidence(sun, place);
      for (let hour = 0; hour < isLight.length; hour += 1) {
        isLight[hour] = (height[LEAD + hour] ?? 0) > 0 ? (isLight[hour] ?? 0) : 0;
      }
    }
    return isLight;
  },
);

/** All regions, in the order of their letters. */
export const REGIONS: readonly GspCode[] = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P'];
