import type { ClearSky } from './clear-sky.ts';
import type { Ephemeris } from './sun.ts';

/** How much haze scatters the diffuse fraction around its mean, where sun and cloud mix. */
const SCATTER = 0.42;

/** Radiation in W/m2, mean of each hour. */
export interface Irradiance {
  /** On a level plane; exactly `diffuse + direct * cosZenith`. */
  readonly global: Float64Array;
  /** On a plane that faces the sun. */
  readonly direct: Float64Array;
  /** From the sky, on a level plane. */
  readonly diffuse: Float64Array;
}

/**
 * Radiation at the ground, 0 while the sun is down.
 *
 * @param clearIndex global radiation over that of a cloudless sky
 * @param haze a standard normal variable
 */
export function irradiance(
  sun: Ephemeris,
  cosZenith: Float64Array,
  clear: ClearSky,
  clearIndex: Float64Array,
  haze: Float64Array,
): Irradiance {
  const global = new Float64Array(cosZenith.length);
  const direct = new Float64Array(cosZenith.length);
  const diffuse = new Float64Array(cosZenith.length);
  for (let i = 0; i < cosZenith.length; i += 1) {
    const height = cosZenith[i] ?? 0;
    if (height > 0) {
      const total = (clearIndex[i] ?? 0) * (clear.global[i] ?? 0);
      const share = diffuseShare(total / ((sun.extraterrestrial[i] ?? 0) * height));
      const scattered = share * (1 + SCATTER * (1 - share) * (haze[i] ?? 0));
      const beam = Math.min((total * Math.max(0, 1 - scattered)) / height, clear.direct[i] ?? 0);
      direct[i] = beam;
      diffuse[i] = total - beam * height;
      global[i] = total;
    }
  }
  return { global, direct, diffuse };
}

/** The diffuse fraction of the radiation: D. G. Erbs, S. A. Klein, J. A. Duffie, Solar Energy 28 (1982). */
export function diffuseShare(kt: number): number {
  if (kt <= 0.22) {
    return 1 - 0.09 * kt;
  }
  if (kt <= 0.8) {
    return 0.9511 + kt * (-0.1604 + kt * (4.388 + kt * (-16.638 + kt * 12.336)));
  }
  return 0.165;
}
