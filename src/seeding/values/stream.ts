import { mix } from '../random/hash.ts';

/** Hexadecimal digits; the same seed gives the same ones. */
export function hexDigits(seed: number, length: number): string {
  let digits = '';
  for (let block = 0; digits.length < length; block += 1) {
    digits += mix(seed, block).toString(16).padStart(8, '0');
  }
  return digits.slice(0, length);
}

/** Lower-case letters; the same seed gives the same ones. */
export function letters(seed: number, length: number): string {
  let word = '';
  for (let i = 0; i < length; i += 1) {
    word += String.fromCodePoint(97 + (mix(seed, i) % 26));
  }
  return word;
}
