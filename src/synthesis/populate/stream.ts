/**
 * A 32-bit number that stands for a text: FNV-1a.
 *
 * @see http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/** A number from two, so that neighbours have nothing in common: the finalizer of MurmurHash3 (public domain). */
export function mix(seed: number, salt: number): number {
  let hash = (seed ^ Math.imul(salt + 1, 0x9e3779b1)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Hexadecimal digits that a seed stands for. */
export function hexDigits(seed: number, length: number): string {
  let digits = '';
  for (let block = 0; digits.length < length; block += 1) {
    digits += mix(seed, block).toString(16).padStart(8, '0');
  }
  return digits.slice(0, length);
}

/** Small letters that a seed stands for. */
export function letters(seed: number, length: number): string {
  let word = '';
  for (let i = 0; i < length; i += 1) {
    word += String.fromCodePoint(97 + (mix(seed, i) % 26));
  }
  return word;
}
