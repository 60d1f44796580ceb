import { mix } from '../../seeding/random/hash.ts';

const ROUNDS = 4;

/**
 * A number below `size` for each number below it, all different, so that names can be dealt out without a look at those that
 * others have: a Feistel network over the next power of 4, walked until it is within.
 *
 * @see Black and Rogaway, Ciphers with Arbitrary Finite Domains, 2002
 */
export function permuted(key: number, size: number, number: number): number {
  let half = 1;
  while (4 << (2 * (half - 1)) < size) {
    half += 1;
  }
  const mask = (1 << half) - 1;
  let value = number;
  do {
    let left = value >>> half;
    let right = value & mask;
    for (let round = 0; round < ROUNDS; round += 1) {
      [left, right] = [right, left ^ (mix(mix(key, round), right) & mask)];
    }
    value = left * (mask + 1) + right;
  } while (value >= size);
  return value;
}
