import type { Ephemeris } from './sun.ts';

/** The most direct radiation at sea level, W/m2. */
const MOST_DIRECT = 950;

/** Radiation in W/m2, mean of each hour. */
export interface Irradiance {
  /** On a level plane; exactly `diffuse + direct * cosZenith`. */
  readonly global: Float64Array;
  /** On a plane that faces the sun. */
  readonly direct: Float64Array;
  /** From the sky, on a level plane. */
  readonly diffuse: Float64Array;
}

/** Radiation at the ground from clearness and the sun's height; 0 while the sun is down. */
export function irradiance(sun: Ephemeris, cosZenith: Float64Array, clearness: Float64Array): Irradiance {
  const [global, direct, diffuse] = [
    new Float64Array(cosZenith.length),
    new Float64Array(cosZenith.length),
    new Float64Array(cosZenith.length),
  ];
  for (let i = 0; i < cosZenith.length; i += 1) {
    const height = cosZenith[i] ?? 0;
    if (height > 0) {
      const kt = clearness[i] ?? 0;
      const total = kt * (sun.extraterrestrial[i] ?? 0) * height;
      const beam = Math.min((total * (1 - diffuseShare(kt))) / height, MOST_DIRECT);
      direct[i] = beam;
      diffuse[i] = total - beam * height;
      global[i] = total;
    }
  }
  return { global, direct, diffuse };
}

/** The diffuse fraction of the radiation: D. G. Erbs, S. A. Klein, J. A. Duffie, Solar Energy 28 (1982). */
function diffuseShare(kt: number): number {
  if (kt <= 0.22) {
    return 1 - 0.09 * kt;
  }
  if (kt <= 0.8) {
    return 0.9511 + kt * (-0.1604 + kt * (4.388 + kt * (-16.638 + kt * 12.336)));
  }
  return 0.165;
}
