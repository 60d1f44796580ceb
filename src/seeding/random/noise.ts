import { exp } from './exact-math.ts';
import type { Key } from './hash.ts';
import { normalQuantile } from './normal-quantile.ts';

/** A number of 32 bits for each whole number of a key, alone: MurmurHash3's finalizer, with the key's other half inside. */
function bitsAt({ high, low }: Key, index: number): number {
  let hash = high ^ Math.imul(index, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) + low;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number above 0 and below 1 for each whole number of a key, alone. */
export function uniformAt(key: Key, index: number): number {
  return (bitsAt(key, index) + 0.5) / 0x100000000;
}

/** A number of mean 0 and standard deviation 1 for each whole number of a key, alone. */
export function normalAt(key: Key, index: number): number {
  return normalQuantile((bitsAt(key, index) + 0.5) / 0x100000000);
}

/** Time constants after which what was before has gone but for e^-12, less than any rounding shows. */
const MEMORY = 12;

/**
 * A first-order autoregressive series of mean 0 and standard deviation 1, at `length` whole numbers from `from` on, as
 * wherever else the same numbers are asked for: what came before is run through first.
 *
 * @param tau steps after which the correlation has fallen to 1/e
 */
export function autoregressive(key: Key, from: number, length: number, tau: number): Float64Array<ArrayBuffer> {
  const rho = exp(-1 / tau);
  const innovation = Math.sqrt(1 - rho * rho);
  const values = new Float64Array(length);
  const lead = Math.ceil(MEMORY * tau);
  let value = normalAt(key, from - lead);
  for (let i = 1 - lead; i < length; i += 1) {
    value = rho * value + innovation * normalAt(key, from + i);
    if (i >= 0) {
      values[i] = value;
    }
  }
  return values;
}
