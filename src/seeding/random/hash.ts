/**
 * A 32-bit number that stands for a text: FNV-1a.
 *
 * @see http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function hashText(text: string): number {
  return absorb(0x811c9dc5, text);
}

/** A number from two, so that neighbours have nothing in common: the finalizer of MurmurHash3 (public domain). */
export function mix(seed: number, salt: number): number {
  let hash = (seed ^ Math.imul(salt + 1, 0x9e3779b1)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** 64 bits that stand for a seed and a path, as two halves. */
export interface Key {
  readonly high: number;
  readonly low: number;
}

/** What leads to a stream of random numbers: names of what it is for, numbers of sites, years… */
export type Path = readonly (string | number)[];

/** The key of a path. `1` and `'1'` are the same step; `'a', 'b'` and `'ab'` are not. */
export function keyOf(seed: number, path: Path): Key {
  const text = `${seed}\u0000${path.join('\u0000')}`;
  const high = absorb(0x811c9dc5, text);
  const low = absorb(0x2545f491, text);
  return { high: mix(high, low), low: mix(low, high ^ text.length) };
}

function absorb(start: number, text: string): number {
  let hash = start;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
