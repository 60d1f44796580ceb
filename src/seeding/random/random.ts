import { keyOf, mix, type Key } from './hash.ts';
import { normalQuantile } from './normal-quantile.ts';

/** A stream of random numbers, the same on every machine. */
export interface Random {
  /** From 0, never 1; 53 bits. */
  next(): number;
  /** Of mean 0 and standard deviation 1. */
  normal(): number;
  /** A whole number from 0 to `below` - 1. */
  integer(below: number): number;
  /** @throws RangeError if the list is empty */
  pick<T>(list: readonly T[]): T;
  chance(probability: number): boolean;
}

/**
 * The stream of a seed and a path, whatever else is made, and in whatever order: neither a site nor a dataset more changes
 * what another gets.
 *
 * sfc32 by Chris Doty-Humphrey (public domain), from 64 bits of key.
 *
 * @see https://pracrand.sourceforge.net/RNG_engines.txt
 */
export function randomOf(seed: number, ...path: (string | number)[]): Random {
  return new SmallFastCounting(keyOf(seed, path));
}

/** Rounds after which every bit of the key has acted on every bit of the state. */
const WARM_UP = 12;

class SmallFastCounting implements Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor({ high, low }: Key) {
    this.#a = high | 0;
    this.#b = low | 0;
    this.#c = mix(high, low) | 0;
    for (let i = 0; i < WARM_UP; i += 1) {
      this.#bits();
    }
  }

  next(): number {
    const high = this.#bits() >>> 5;
    return (high * 0x4000000 + (this.#bits() >>> 6)) / 0x20000000000000;
  }

  normal(): number {
    return normalQuantile(((this.#bits() >>> 0) + 0.5) / 0x100000000);
  }

  integer(below: number): number {
    return Math.floor(this.next() * below);
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.integer(list.length)];
    if (picked === undefined) {
      throw new RangeError('There is nothing to pick from');
    }
    return picked;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  #bits(): number {
    const out = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + out) | 0;
    return out;
  }
}
