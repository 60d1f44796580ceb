import { keyOf } from '../../../seeding/random/hash.ts';
import { autoregressive } from '../../../seeding/random/noise.ts';
import { randomOf } from '../../../seeding/random/random.ts';
import type { TARIFF_NAMES } from '../../documents/text-sets.ts';
import type { GspCode } from '../../world/site.ts';
import { localCalendar } from '../calendar/local-calendar.ts';
import { gridMix } from './grid-mix.ts';
import { memoize } from '../memoize.ts';
import { rounded } from '../round.ts';
import { HALF_HOUR, utcYear } from '../calendar/utc-year.ts';

type TariffName = (typeof TARIFF_NAMES)[number];

/** Tariff products; a site's tariffs are in this order. */
export const TARIFF_PRODUCTS = ['fixed', 'overnight', 'peak', 'agile'] as const satisfies readonly TariffName[];

export type TariffProduct = (typeof TARIFF_PRODUCTS)[number];

/** p/kWh before the regional factor. */
const FIXED = 27;
/** From 00:30 to 07:30 UTC, because its meters ignore summer time. */
const OVERNIGHT = { cheap: 14.7, dear: 33, from: 1, to: 15 };
/** Factors of the fixed price, by local hours: three cheap windows and an expensive one. */
const PEAK = {
  cheap: 0.49,
  dear: 1.5,
  windows: [
    [4, 7],
    [13, 16],
    [22, 24],
  ],
  dearWindow: [16, 19],
} as const;

/** The highest price of a half-hour, p/kWh. */
const AGILE_CAP = 95;

/** The factor on wholesale prices of the agile tariff, and what it adds from 16 to 19 h, p/kWh. */
const AGILE: Readonly<Record<GspCode, readonly [distribution: number, peak: number]>> = {
  A: [2.1, 13],
  B: [2, 12],
  C: [2, 12],
  D: [2.2, 13],
  E: [2.1, 12],
  F: [2.1, 12],
  G: [2.1, 12],
  H: [2.1, 12],
  J: [2.2, 12],
  K: [2.2, 12],
  L: [2.3, 11],
  M: [2, 13],
  N: [2.1, 13],
  P: [2.4, 12],
};

/** Prices by half-hours of a UTC year in a region, p/kWh to a hundredth, in the order of `TARIFF_PRODUCTS`. */
export const tariffs = memoize(
  15,
  (seed: number, region: GspCode, year: number) => `${seed} ${region} ${year}`,
  (seed: number, region: GspCode, year: number): readonly Float64Array[] => {
    const { halfHours } = utcYear(year);
    const { halfHourOfDay } = localCalendar(year, 'england-and-wales');
    const factor = regionFactor(seed, region);
    const [distribution, peak] = AGILE[region];
    const wholesale = wholesalePrice(seed, year);
    const price = (of: (halfHour: number, i: number) => number): Float64Array =>
      Float64Array.from({ length: halfHours }, (_, i) => rounded(of(halfHourOfDay[i] ?? 0, i), 100));
    return [
      price(() => FIXED * factor),
      price((_, i) => factor * (i % 48 >= OVERNIGHT.from && i % 48 < OVERNIGHT.to ? OVERNIGHT.cheap : OVERNIGHT.dear)),
      price((halfHour) => FIXED * factor * peakFactor(halfHour / 2)),
      price((halfHour, i) => {
        const atPeak = isWithin(halfHour / 2, PEAK.dearWindow) ? peak : 0;
        return Math.min(distribution * (wholesale[i] ?? 0) + atPeak, AGILE_CAP);
      }),
    ];
  },
);

/** Standing charge of a tariff, p/day. */
export function standingCharge(seed: number, region: GspCode, product: TariffProduct): number {
  return rounded(46 + 12 * randomOf(seed, 'standing charge', region, product).next(), 100);
}

/** Export price of a site, GBP/kWh, between 4 p and 15 p, to 0.1 p. */
export function exportPrice(seed: number, siteIndex: number): number {
  return rounded(0.04 + 0.11 * randomOf(seed, 'export price', siteIndex).next(), 1000);
}

/** A region's prices relative to the country's. */
function regionFactor(seed: number, region: GspCode): number {
  return 1 + 0.05 * (2 * randomOf(seed, 'region price', region).next() - 1);
}

/**
 * Day-ahead price, p/kWh: it rises with the gas burnt, faster at high output, and is negative at a large surplus of
 * wind.
 */
function wholesalePrice(seed: number, year: number): Float64Array {
  const { from, halfHours } = utcYear(year);
  const { gasPower, surplus } = gridMix(seed, year);
  const noise = autoregressive(keyOf(seed, ['wholesale']), from / HALF_HOUR, halfHours, 4);
  return gasPower.map((gas, i) => {
    const scarce = Math.max(0, gas - 12);
    return 3.7 + 0.48 * gas + 0.012 * scarce * scarce - 0.4 * (surplus[i] ?? 0) + 0.9 * (noise[i] ?? 0);
  });
}

function peakFactor(hour: number): number {
  if (isWithin(hour, PEAK.dearWindow)) {
    return PEAK.dear;
  }
  return PEAK.windows.some((window) => isWithin(hour, window)) ? PEAK.cheap : 1;
}

function isWithin(hour: number, [from, to]: readonly [number, number]): boolean {
  return hour >= from && hour < to;
}
