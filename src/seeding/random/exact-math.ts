/*
 * ECMAScript does not define the last bits of Math.sin, exp, log and pow, and V8 has changed them between versions. These
 * functions use only +, -, *, / and Math.sqrt, whose results IEEE 754 defines exactly, so they are the same on every
 * engine and machine. Series end where the next term is below the last bit; the relative error is at most 1e-15.
 */

// Each constant in two parts: products of the first with a small whole number are exact.
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_LOW = 6.077100506506192e-11;

const bits = new DataView(new ArrayBuffer(8));

/** e^x; 0 below -708, infinite above 709. */
export function exp(x: number): number {
  if (x < -708) {
    return 0;
  }
  if (x > 709) {
    return Number.POSITIVE_INFINITY;
  }
  const k = Math.round(x * Math.LOG2E);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  const high = 1 / 40320 + r * (1 / 362880 + r * (1 / 3628800 + r * (1 / 39916800 + r * (1 / 479001600))));
  const low = 1 / 24 + r * (1 / 120 + r * (1 / 720 + r * (1 / 5040 + r * high)));
  return (1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * low)))) * powerOfTwo(k);
}

/** The natural logarithm of a normal positive number. */
export function log(x: number): number {
  bits.setFloat64(0, x);
  let k = (bits.getInt32(0) >>> 20) - 1023;
  let mantissa = x / powerOfTwo(k);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    k += 1;
  }
  // 2 atanh s, |s| < 0.172
  const s = (mantissa - 1) / (mantissa + 1);
  const z = s * s;
  const high = 1 / 13 + z * (1 / 15 + z * (1 / 17 + z * (1 / 19 + z * (1 / 21))));
  const sum = z * (1 / 3 + z * (1 / 5 + z * (1 / 7 + z * (1 / 9 + z * (1 / 11 + z * high)))));
  return k * LN2_HIGH + (2 * (s + s * sum) + k * LN2_LOW);
}

/** x^y of a normal positive x. */
export function pow(x: number, y: number): number {
  return exp(y * log(x));
}

/** The sine of an angle in radians, of less than a million turns. */
export function sin(x: number): number {
  return byQuarter(x, 0);
}

/** The cosine of an angle in radians, of less than a million turns. */
export function cos(x: number): number {
  return byQuarter(x, 1);
}

/** The angle of the point (x, y) in radians, from -pi to pi; 0 for the origin. */
export function atan2(y: number, x: number): number {
  const [across, along] = [Math.abs(y), Math.abs(x)];
  const [small, large] = across <= along ? [across, along] : [along, across];
  const octant = large === 0 ? 0 : 4 * smallArc(small / large);
  const quarter = across <= along ? octant : Math.PI / 2 - octant;
  const half = x < 0 ? Math.PI - quarter : quarter;
  return y < 0 ? -half : half;
}

/** A quarter of the arc whose tangent is t, from 0 to 1: the tangent is halved twice, then by the series. */
function smallArc(t: number): number {
  const half = t / (1 + Math.sqrt(1 + t * t));
  const u = half / (1 + Math.sqrt(1 + half * half));
  const z = u * u;
  const high = 1 / 13 - z * (1 / 15 - z * (1 / 17 - z * (1 / 19 - z * (1 / 21))));
  return u * (1 - z * (1 / 3 - z * (1 / 5 - z * (1 / 7 - z * (1 / 9 - z * (1 / 11 - z * high))))));
}

function byQuarter(x: number, shift: number): number {
  const k = Math.round(x * (2 / Math.PI));
  const r = x - k * HALF_PI_HIGH - k * HALF_PI_LOW;
  const turn = (k + shift) & 3;
  const value = (turn & 1) === 0 ? sineOf(r) : cosineOf(r);
  return turn < 2 ? value : -value;
}

function sineOf(r: number): number {
  const z = r * r;
  const high = -1 / 39916800 + z * (1 / 6227020800 + z * (-1 / 1307674368000 + z * (1 / 355687428096000)));
  return r + r * z * (-1 / 6 + z * (1 / 120 + z * (-1 / 5040 + z * (1 / 362880 + z * high))));
}

function cosineOf(r: number): number {
  const z = r * r;
  const high = 1 / 479001600 + z * (-1 / 87178291200 + z * (1 / 20922789888000));
  return 1 + z * (-1 / 2 + z * (1 / 24 + z * (-1 / 720 + z * (1 / 40320 + z * (-1 / 3628800 + z * high)))));
}

function powerOfTwo(k: number): number {
  bits.setInt32(0, (k + 1023) << 20);
  bits.setInt32(4, 0);
  return bits.getFloat64(0);
}
