import { keyOf } from '../../../seeding/random/hash.ts';
import { autoregressive } from '../../../seeding/random/noise.ts';
import { memoize } from '../memoize.ts';

/** The fraction of a place's variance that the whole country shares. */
const COUNTRY = 0.8;
const LOCAL = 0.6;

const countryNoise = memoize(
  16,
  (seed: number, of: string, from: number, length: number, tau: number) => `${seed} ${of} ${from} ${length} ${tau}`,
  (seed: number, of: string, from: number, length: number, tau: number) =>
    autoregressive(keyOf(seed, ['country', of]), from, length, tau),
);

/**
 * Autoregressive noise of mean 0 and standard deviation 1 at a place; that of two places is correlated by 0.64.
 *
 * @param of what it is for
 * @param from number of the first step since 1970
 * @param tau steps
 */
export function sharedNoise(
  seed: number,
  of: string,
  place: string,
  from: number,
  length: number,
  tau: number,
): Float64Array {
  const country = countryNoise(seed, of, from, length, tau);
  const local = autoregressive(keyOf(seed, ['place', place, of]), from, length, tau);
  return local.map((value, i) => LOCAL * value + COUNTRY * (country[i] ?? 0));
}
