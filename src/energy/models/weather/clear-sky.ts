import { exp } from '../../../seeding/random/exact-math.ts';
import { DAY, HOUR, type HourlySpan } from '../calendar/utc-year.ts';
import type { Ephemeris } from './sun.ts';

interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/**
 * The Linke turbidity in the middle of each month, from January: at 53 degrees north and 2 west, and for each degree
 * further north and east. Fitted to towns of Great Britain on the maps of J. Remund et al., Proceedings of the ISES Solar
 * World Congress (2003); errors are below 0.3.
 */
const TURBIDITY = [
  [2.9, -0.154, -0.022],
  [3.37, -0.244, -0.003],
  [3.72, -0.108, 0.064],
  [3.46, -0.024, 0.076],
  [3.86, -0.067, 0.085],
  [3.96, -0.149, 0.103],
  [4.25, -0.087, 0.138],
  [4.28, 0.05, 0.07],
  [4.07, -0.013, 0.086],
  [3.61, 0.045, 0.033],
  [3.3, -0.13, 0.005],
  [2.95, -0.051, 0.016],
] as const;

/** Interpolated between the middles of two months. */
function linkeTurbidity({ latitude, longitude }: Coordinates, instant: number): number {
  const ofYear = instant - Date.UTC(new Date(instant).getUTCFullYear(), 0, 1);
  const position = (ofYear / DAY / 365.25) * 12 + 11.5;
  const before = Math.floor(position);
  const inMonth = (number: number): number => {
    const [middle, north, east] = TURBIDITY[number % 12] ?? TURBIDITY[0];
    return middle + north * (latitude - 53) + east * (longitude + 2);
  };
  return inMonth(before) + (inMonth(before + 1) - inMonth(before)) * (position - before);
}

/** Radiation under a cloudless sky, W/m2, by hours; 0 while the sun is down. */
export interface ClearSky {
  /** On a level plane. */
  readonly global: Float64Array;
  /** On a plane that faces the sun. */
  readonly direct: Float64Array;
}

/**
 * Radiation under a cloudless sky near sea level: P. Ineichen and R. Perez, Solar Energy 73 (2002), without the factor for
 * high air masses, and the air mass of A. T. Young, Applied Optics 33 (1994).
 */
export function clearSky(
  place: Coordinates,
  { from, hours }: HourlySpan,
  sun: Ephemeris,
  cosZenith: Float64Array,
): ClearSky {
  const [global, direct] = [new Float64Array(hours), new Float64Array(hours)];
  let turbidity = 0;
  let leastDiffuse = 0;
  for (let i = 0; i < hours; i += 1) {
    const instant = from + i * HOUR;
    if (i === 0 || instant % DAY === 0) {
      turbidity = linkeTurbidity(place, instant);
      leastDiffuse = (0.1 - 0.2 * exp(-turbidity)) / 0.982;
    }
    const c = cosZenith[i] ?? 0;
    if (c > 0) {
      const outside = sun.extraterrestrial[i] ?? 0;
      const airMass =
        (0.0096467 + c * (0.148386 + c * 1.002432)) / (0.000303978 + c * (0.0102963 + c * (0.149864 + c)));
      const level = 0.868 * outside * c * exp(-0.0387 * airMass * turbidity);
      global[i] = level;
      direct[i] = Math.min(0.827 * outside * exp(-0.09 * airMass * (turbidity - 1)), (level * (1 - leastDiffuse)) / c);
    }
  }
  return { global, direct };
}
