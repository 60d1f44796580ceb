import { cos, exp, sin } from '../../../seeding/random/exact-math.ts';
import { keyOf } from '../../../seeding/random/hash.ts';
import { autoregressive } from '../../../seeding/random/noise.ts';
import { HOUR, type HourlySpan } from '../calendar/utc-year.ts';
import { memoize } from '../memoize.ts';

const RADIANS = Math.PI / 180;

/** km of a degree of latitude, and of a degree of longitude in the middle of Great Britain. */
const DEGREE = { north: 111.3, east: 111.3 * cos(54 * RADIANS) };

/** km/h by which weather moves; waves longer than `from` km move more slowly. */
const STEERING = { east: 38, north: 12, from: 1500 };

/** Waves of each length; their directions are spread evenly over half a turn. */
const DIRECTIONS = 3;

/** Waves over the country, which all places share. */
export interface WaveSet {
  readonly name: string;
  /** km; each has the same part of the variance. */
  readonly lengths: readonly number[];
  /** Relative to the weather's. */
  readonly speed: number;
  /** Hours between computed values; those in between are interpolated. A divisor of 24. */
  readonly step: number;
  /** Hours after which a moving wave is forgotten, and over which it is smoothed. */
  readonly tau: number;
  readonly smoothing: number;
}

/** A field at a place by hours, and its slopes to the east and north: each of mean 0 and standard deviation 1. */
export interface Field {
  value(): Float64Array;
  east(): Float64Array;
  north(): Float64Array;
}

/** A wave's phase in radians for each km to the east and north, and by which it moves in an hour. */
interface Wave {
  readonly east: number;
  readonly north: number;
  readonly turn: number;
}

interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/**
 * A field at a place: a sum of plane waves that move over the country, so that two places are alike by their distance,
 * the eastern one some hours later, and each place can be computed alone.
 */
export function fieldAt(seed: number, set: WaveSet, { latitude, longitude }: Coordinates, span: HourlySpan): Field {
  const waves = wavesOf(set);
  const phases = waves.map(({ east, north }) => east * DEGREE.east * longitude + north * DEGREE.north * latitude);
  const cosines = phases.map(cos);
  const sines = phases.map(sin);
  /** The sum of the waves by weights, scaled to a variance of 1. */
  const sum = (weights: readonly number[], ofCosine: readonly number[], ofSine: readonly number[]): Float64Array => {
    const scale = 1 / Math.sqrt(weights.reduce((total, weight) => total + weight * weight, 0));
    const factors = Float64Array.from(
      weights.flatMap((weight, i) => [scale * weight * (ofCosine[i] ?? 0), scale * weight * (ofSine[i] ?? 0)]),
    );
    return interpolated(products(amplitudes(seed, set, span), factors), set.step, span.hours);
  };
  const slope = (weights: readonly number[]): Float64Array =>
    sum(
      weights,
      sines.map((sine) => -sine),
      cosines,
    );
  return {
    value: () =>
      sum(
        waves.map(() => 1),
        cosines,
        sines,
      ),
    east: () => slope(waves.map(({ east }) => east)),
    north: () => slope(waves.map(({ north }) => north)),
  };
}

function wavesOf({ lengths, speed }: WaveSet): Wave[] {
  return lengths.flatMap((length, row) =>
    Array.from({ length: DIRECTIONS }, (_, number) => {
      // Turned from length to length, so that no direction is preferred.
      const angle = (number + row / lengths.length) * (180 / DIRECTIONS) * RADIANS;
      const [east, north] = [((2 * Math.PI) / length) * cos(angle), ((2 * Math.PI) / length) * sin(angle)];
      const pace = speed * Math.min(1, STEERING.from / length);
      return { east, north, turn: pace * (east * STEERING.east + north * STEERING.north) };
    }),
  );
}

/** The amplitudes of a set's waves, a cosine and a sine of each: all of the first step, then all of the second… */
const amplitudes = memoize(
  8,
  (seed: number, { name }: WaveSet, { from, hours }: HourlySpan) => `${seed} ${name} ${from} ${hours}`,
  (seed: number, set: WaveSet, { from, hours }: HourlySpan): Float64Array => {
    const waves = wavesOf(set);
    const steps = Math.ceil((hours - 1) / set.step) + 1;
    const first = from / HOUR / set.step;
    const made = new Float64Array(2 * waves.length * steps);
    for (const [number, { turn }] of waves.entries()) {
      const noise = (part: string): Float64Array =>
        autoregressive(keyOf(seed, ['waves', set.name, number, part]), first, steps, set.tau / set.step);
      addMoving(made, 2 * number, 2 * waves.length, [noise('cosine'), noise('sine')], first, turn * set.step, set);
    }
    return made;
  },
);

/** Smooths two noises, and turns them by the phase by which the wave moves in a step. */
function addMoving(
  target: Float64Array,
  at: number,
  stride: number,
  [cosine, sine]: readonly [Float64Array, Float64Array],
  firstStep: number,
  turn: number,
  { tau, smoothing, step }: WaveSet,
): void {
  const [rho, keep] = [exp(-step / tau), exp(-step / smoothing)];
  // The standard deviation of a first-order autoregressive series that is smoothed once more.
  const scale = Math.sqrt(((1 + keep) * (1 - rho * keep)) / ((1 - keep) * (1 + rho * keep)));
  const [cosTurn, sinTurn] = [cos(turn), sin(turn)];
  let [c, s] = [cos(turn * firstStep), sin(turn * firstStep)];
  let [a, b] = [cosine[0] ?? 0, sine[0] ?? 0];
  for (let i = 0; i < cosine.length; i += 1) {
    a = keep * a + (1 - keep) * scale * (cosine[i] ?? 0);
    b = keep * b + (1 - keep) * scale * (sine[i] ?? 0);
    target[at + i * stride] = a * c - b * s;
    target[at + i * stride + 1] = a * s + b * c;
    const turned = c * cosTurn - s * sinTurn;
    s = s * cosTurn + c * sinTurn;
    c = turned;
  }
}

/** The product of each row of a matrix and the factors. */
function products(matrix: Float64Array, factors: Float64Array): Float64Array {
  const width = factors.length;
  const rows = new Float64Array(matrix.length / width);
  for (let row = 0, at = 0; row < rows.length; row += 1) {
    let sum = 0;
    for (let i = 0; i < width; i += 1, at += 1) {
      sum += (matrix[at] ?? 0) * (factors[i] ?? 0);
    }
    rows[row] = sum;
  }
  return rows;
}

function interpolated(values: Float64Array, step: number, hours: number): Float64Array {
  if (step === 1) {
    return values;
  }
  const every = new Float64Array(hours);
  for (let i = 0; i < hours; i += 1) {
    const before = Math.floor(i / step);
    const part = (i % step) / step;
    every[i] =
      part === 0 ? (values[before] ?? 0) : (1 - part) * (values[before] ?? 0) + part * (values[before + 1] ?? 0);
  }
  return every;
}
