import { keyOf } from '../../../seeding/random/hash.ts';
import { autoregressive } from '../../../seeding/random/noise.ts';
import { randomOf, type Random } from '../../../seeding/random/random.ts';
import type { TARIFF_NAMES } from '../../documents/text-sets.ts';
import type { GspCode, Place } from '../../world/site.ts';
import { localCalendar } from '../calendar/local-calendar.ts';
import { gridLevels, gridPower } from './grid-mix.ts';
import { gridLevel } from './grid-years.ts';
import { memoize } from '../memoize.ts';
import { rounded } from '../round.ts';
import { HALF_HOUR, utcYear } from '../calendar/utc-year.ts';

type TariffName = (typeof TARIFF_NAMES)[number];

/** Tariff products; a site's tariffs are in this order. */
export const TARIFF_PRODUCTS = ['fixed', 'overnight', 'peak', 'agile'] as const satisfies readonly TariffName[];

export type TariffProduct = (typeof TARIFF_PRODUCTS)[number];

/** The fixed price over what the market of the year and the year before would cost at all hours: the supplier's risk. */
const FIXED = 1.06;
/** Factors of the fixed price from 00:30 to 07:30 UTC, because its meters ignore summer time, and at other times. */
const OVERNIGHT = { cheap: 0.545, dear: 1.12, from: 1, to: 15 };
/** Factors of the fixed price, by local hours: three cheap windows and an expensive one. */
const PEAK = {
  cheap: 0.53,
  other: 1.07,
  dear: 1.62,
  windows: [
    [4, 7],
    [13, 16],
    [22, 24],
  ],
  dearWindow: [16, 19],
} as const;

/** The highest price of a half-hour, p/kWh. */
const AGILE_CAP = 95;

/**
 * By regions: the factor on wholesale prices of the agile tariff, over that of the mean region, and what it adds from 16 to
 * 19 h, p/kWh.
 */
const AGILE: Readonly<Record<GspCode, readonly [factor: number, peak: number]>> = {
  A: [1, 13],
  B: [0.95, 12],
  C: [0.95, 12],
  D: [1.05, 13],
  E: [1, 12],
  F: [1, 12],
  G: [1, 12],
  H: [1, 12],
  J: [1.05, 12],
  K: [1.05, 12],
  L: [1.1, 11],
  M: [0.95, 13],
  N: [1, 13],
  P: [1.15, 12],
};

/** Prices of a site by half-hours of a UTC year, p/kWh to a hundredth, in the order of `TARIFF_PRODUCTS`. */
export function tariffs(
  seed: number,
  { index, place }: { readonly index: number; readonly place: Pick<Place, 'gsp'> },
  year: number,
): Float64Array[] {
  const fixed = new Float64Array(utcYear(year).halfHours).fill(contractPrice(seed, index, year));
  return [fixed, ...regionalTariffs(seed, place.gsp, year)];
}

/** What a site pays by its present contract, a fixed tariff, p/kWh to a hundredth: also the unit price of its meter. */
export function contractPrice(seed: number, siteIndex: number, year: number): number {
  return rounded(fixedPrice(year) * spread(randomOf(seed, 'contract', siteIndex, 'elec')), 100);
}

/** The tariffs whose prices change with the time of day, which are those of a region. */
const regionalTariffs = memoize(
  5,
  (seed: number, region: GspCode, year: number) => `${seed} ${region} ${year}`,
  (seed: number, region: GspCode, year: number): readonly Float64Array[] => {
    const { halfHours } = utcYear(year);
    const { halfHourOfDay } = localCalendar(year, 'england-and-wales');
    const [factor, peak] = AGILE[region];
    const market = marketPrice(seed, year);
    const fixed = fixedPrice(year);
    const [ofOvernight, ofPeak] = [regionFactor(seed, region, 'overnight'), regionFactor(seed, region, 'peak')];
    const price = (of: (halfHour: number, i: number) => number): Float64Array => {
      const prices = new Float64Array(halfHours);
      for (let i = 0; i < halfHours; i += 1) {
        prices[i] = rounded(of(halfHourOfDay[i] ?? 0, i), 100);
      }
      return prices;
    };
    return [
      price((_, i) => fixed * ofOvernight * overnightFactor(i % 48)),
      price((halfHour) => fixed * ofPeak * peakFactor(halfHour / 2)),
      price((halfHour, i) => {
        const atPeak = isWithin(halfHour / 2, PEAK.dearWindow) ? peak : 0;
        return Math.min(factor * (market[i] ?? 0) + atPeak, AGILE_CAP);
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

/** The price of a product in a region relative to the country's. */
function regionFactor(seed: number, region: GspCode, product: TariffProduct): number {
  return spread(randomOf(seed, 'region price', region, product));
}

/** Prices of one product differ by at most this part. */
const SPREAD = 0.06;

function spread(random: Random): number {
  return 1 + SPREAD * (2 * random.next() - 1);
}

/** What a year's fixed contract costs, p/kWh: suppliers buy in the year before it and in its own. */
function fixedPrice(year: number): number {
  const levels = [year - 1, year].map((at) => gridLevel(Date.UTC(at, 6, 1)));
  const prices = levels.map(({ price }) => price);
  const market = NETWORK_LOSSES * ((prices[0] ?? 0) + (prices[1] ?? 0)) * 0.5;
  return FIXED * (market + (levels[1]?.levies ?? 0) + MEAN_PEAK);
}

/** What networks lose on the way, as a factor of the price; and p/kWh that the agile tariff's peak adds to its mean. */
const NETWORK_LOSSES = 1.1;
const MEAN_PEAK = 1.5;

/** Of the market's price: what gas and coal add, by their power over its mean; scarcity; a surplus of wind; chance. */
const MARKET = {
  base: 0.45,
  scarce: { above: 1.7, square: 0.12 },
  surplus: 0.085,
  noise: 0.14,
  spike: { above: 2.1, size: 2.4 },
};

/**
 * Day-ahead price with networks and levies, p/kWh: it rises with the gas and coal burnt, faster at high output, jumps when
 * power is scarce, and is negative at a large surplus of wind.
 */
const marketPrice = memoize(
  5,
  (seed: number, year: number) => `${seed} ${year}`,
  (seed: number, year: number) => {
    const { from, halfHours } = utcYear(year);
    const { burning, surplus } = gridPower(seed, year);
    const levels = gridLevels(year);
    const noise = autoregressive(keyOf(seed, ['wholesale']), from / HALF_HOUR, halfHours, 4);
    const spikes = autoregressive(keyOf(seed, ['price spikes']), from / HALF_HOUR, halfHours, 5);
    const mean = burning.reduce((sum, power) => sum + power, 0) / halfHours;
    return burning.map((power, i) => {
      const { price, levies, wind } = levels[Math.floor(i / 48)] ?? gridLevel(from);
      const relative = power / mean;
      const scarce = Math.max(0, relative - MARKET.scarce.above);
      const spike = MARKET.spike.size * Math.max(0, (spikes[i] ?? 0) - MARKET.spike.above) * Math.max(0, relative - 1);
      const ofMarket =
        MARKET.base +
        (1 - MARKET.base) * relative +
        MARKET.scarce.square * scarce * scarce -
        MARKET.surplus * (30 / Math.max(wind, 15)) * (surplus[i] ?? 0) +
        MARKET.noise * (noise[i] ?? 0) +
        spike;
      return ofMarket * (NETWORK_LOSSES * price + levies);
    });
  },
);

function overnightFactor(halfHourUtc: number): number {
  return halfHourUtc >= OVERNIGHT.from && halfHourUtc < OVERNIGHT.to ? OVERNIGHT.cheap : OVERNIGHT.dear;
}

function peakFactor(hour: number): number {
  if (isWithin(hour, PEAK.dearWindow)) {
    return PEAK.dear;
  }
  return PEAK.windows.some((window) => isWithin(hour, window)) ? PEAK.cheap : PEAK.other;
}

function isWithin(hour: number, [from, to]: readonly [number, number]): boolean {
  return hour >= from && hour < to;
}
