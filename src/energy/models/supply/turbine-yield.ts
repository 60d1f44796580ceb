import { pow } from '../../../seeding/random/exact-math.ts';

/** m/s at the hub. */
const CUT_IN = 3;
const RATED = 12;
const CUT_OUT = 25;

/** Exponent of the wind profile over open land. */
const SHEAR = 0.16;

/**
 * Output of a turbine, kW/kW: it grows with the cube of the wind at its hub, from the cut-in to the rated speed.
 *
 * @param windSpeed at 10 m, m/s
 * @param hubHeight m
 */
export function turbineYield(windSpeed: Float64Array, hubHeight: number): Float64Array {
  const factor = pow(hubHeight / 10, SHEAR);
  return windSpeed.map((speed) => {
    const atHub = speed * factor;
    if (atHub <= CUT_IN || atHub >= CUT_OUT) {
      return 0;
    }
    return atHub >= RATED ? 1 : (cube(atHub) - cube(CUT_IN)) / (cube(RATED) - cube(CUT_IN));
  });
}

/** By multiplication, whose last bit no engine decides. */
function cube(x: number): number {
  return x * x * x;
}
