import { exp } from '../../../seeding/random/exact-math.ts';
import { keyOf, type Key } from '../../../seeding/random/hash.ts';
import { autoregressive } from '../../../seeding/random/noise.ts';
import type { Place } from '../../world/site.ts';
import { DAY, HOUR, type HourlySpan } from '../calendar/utc-year.ts';
import { memoize } from '../memoize.ts';
import { fieldAt, type WaveSet } from './waves.ts';

/** Highs and lows, air masses, fronts with their bands of cloud, and showers. */
const PRESSURE: WaveSet = { name: 'pressure', lengths: [6200, 3200, 2000], speed: 1, step: 3, tau: 90, smoothing: 12 };
const AIR: WaveSet = { name: 'air', lengths: [4200, 2200], speed: 0.35, step: 4, tau: 90, smoothing: 12 };
const FRONTS: WaveSet = { name: 'fronts', lengths: [1000, 500, 260], speed: 1, step: 2, tau: 14, smoothing: 2 };
const SHOWERS: WaveSet = { name: 'showers', lengths: [240, 120], speed: 1, step: 1, tau: 4, smoothing: 1 };

/** Parts of the wind: large and small gradients of pressure, and the place alone; its mean is from the south-west. */
const WIND = { large: 0.82, fronts: 0.34, local: 0.32, tau: 6, fromWest: 0.4, fromSouth: 0.26 };

/** Weights of what makes cloud: low pressure, moist air, air from the south, fronts, the place alone. */
const CLOUD = { low: 0.36, air: 0.5, south: 0.05, fronts: 0.64, local: 0.26, tau: 5 };
/** Weights of what makes rain. */
const RAIN = { low: 0.26, cloud: 0.5, showers: 0.82 };

/** Weights of what makes an air mass warm, and the hours over which it comes in. */
const WARMTH = {
  south: 1,
  west: 0.45,
  air: 0.7,
  cloud: 0.38,
  local: 0.26,
  slow: 0.33,
  hours: 36,
  localDays: 2,
  slowDays: 60,
};

/** The large-scale weather at a place, by hours: each a score of about mean 0 and standard deviation 1. */
export interface Circulation {
  readonly pressure: Float64Array;
  /** The wind's components from the west and from the south; their mean is not 0. */
  readonly fromWest: Float64Array;
  readonly fromSouth: Float64Array;
  readonly cloud: Float64Array;
  readonly rain: Float64Array;
  /** How warm the air mass is for the season, where `season` is 1 in the middle of winter and -1 in that of summer. */
  readonly warmth: Float64Array;
}

/** The circulation over a place: fields that all places share, and a part of the place alone. */
export function circulation(seed: number, place: Place, span: HourlySpan, seasons: Float64Array): Circulation {
  const { hours } = span;
  const local = (of: string, tau: number): Float64Array =>
    autoregressive(keyOf(seed, ['place', place.name, of]), span.from / HOUR, hours, tau);
  const highs = fieldAt(seed, PRESSURE, place, span);
  const fronts = fieldAt(seed, FRONTS, place, span);
  const masses = fieldAt(seed, AIR, place, span);
  const [pressure, highsEast, highsNorth] = [highs.value(), highs.east(), highs.north()];
  const [bands, bandsEast, bandsNorth] = [fronts.value(), fronts.east(), fronts.north()];
  const [moist, warm, slow] = [masses.value(), masses.east(), slowWarmth(seed, span)];
  const showers = fieldAt(seed, SHOWERS, place, span).value();
  const [localWest, localSouth] = [local('wind from west', WIND.tau), local('wind from south', WIND.tau)];
  const localWarmth = dailyNoise(keyOf(seed, ['place', place.name, 'warmth']), span, WARMTH.localDays);
  const localCloud = local('cloud', CLOUD.tau);
  const [fromWest, fromSouth] = [new Float64Array(hours), new Float64Array(hours)];
  const [cloud, rain, warmth] = [new Float64Array(hours), new Float64Array(hours), new Float64Array(hours)];
  const keep = exp(-1 / WARMTH.hours);
  let [westAir, southAir] = [0, 0];
  for (let i = 0; i < hours; i += 1) {
    const [high, front, season] = [pressure[i] ?? 0, bands[i] ?? 0, seasons[i] ?? 0];
    // The geostrophic wind has the low pressure on its left.
    const west = -(highsNorth[i] ?? 0);
    const south = highsEast[i] ?? 0;
    fromWest[i] =
      WIND.fromWest + WIND.large * west - WIND.fronts * (bandsNorth[i] ?? 0) + WIND.local * (localWest[i] ?? 0);
    fromSouth[i] =
      WIND.fromSouth + WIND.large * south + WIND.fronts * (bandsEast[i] ?? 0) + WIND.local * (localSouth[i] ?? 0);
    const covered =
      CLOUD.air * (moist[i] ?? 0) +
      CLOUD.south * south +
      CLOUD.fronts * front +
      CLOUD.local * (localCloud[i] ?? 0) -
      CLOUD.low * high;
    cloud[i] = covered;
    rain[i] = RAIN.cloud * covered + RAIN.showers * (showers[i] ?? 0) - RAIN.low * high;
    westAir = keep * westAir + (1 - keep) * west;
    southAir = keep * southAir + (1 - keep) * south;
    // Air from the sea in the west, and cloud, are warm in winter and cool in summer.
    warmth[i] =
      WARMTH.south * southAir +
      season * (WARMTH.west * westAir + WARMTH.cloud * covered) +
      WARMTH.air * (warm[i] ?? 0) +
      WARMTH.local * (localWarmth[i] ?? 0) +
      WARMTH.slow * (slow[i] ?? 0);
  }
  return { pressure, fromWest, fromSouth, cloud, rain, warmth };
}

/** What lasts for months and makes years differ, of the whole country. */
const slowWarmth = memoize(
  2,
  (seed: number, { from, hours }: HourlySpan) => `${seed} ${from} ${hours}`,
  (seed: number, span: HourlySpan) => dailyNoise(keyOf(seed, ['country', 'months']), span, WARMTH.slowDays),
);

/** Autoregressive noise by days, interpolated to hours. */
function dailyNoise(key: Key, { from, hours }: HourlySpan, tau: number): Float64Array {
  const first = Math.floor(from / DAY);
  const days = autoregressive(key, first, Math.ceil(hours / 24) + 2, tau);
  const noise = new Float64Array(hours);
  for (let i = 0; i < hours; i += 1) {
    const position = from / DAY + i / 24 - first;
    const day = Math.floor(position);
    noise[i] = (days[day] ?? 0) + (position - day) * ((days[day + 1] ?? 0) - (days[day] ?? 0));
  }
  return noise;
}
