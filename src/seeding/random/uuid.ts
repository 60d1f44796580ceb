import { keyOf, mix } from './hash.ts';

/** The UUID (version 4) of a seed and a path. */
export function uuidOf(seed: number, ...path: (string | number)[]): string {
  return format(wordsOf(seed, path), 0x4000);
}

/**
 * The UUID (version 7) of a seed, a path and an instant in milliseconds since 1970: ids sort by it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7
 */
export function timedUuidOf(instant: number, seed: number, ...path: (string | number)[]): string {
  const [, second, third, fourth] = wordsOf(seed, path);
  const high = Math.floor(instant / 0x10000);
  return format([high, (((instant % 0x10000) << 16) | (second & 0xffff)) >>> 0, third, fourth], 0x7000);
}

type Words = readonly [number, number, number, number];

function wordsOf(seed: number, path: (string | number)[]): Words {
  const { high, low } = keyOf(seed, path);
  return [high, low, mix(high, low ^ 0x5bd1e995), mix(low, high ^ 0x27d4eb2f)];
}

function format([first, second, third, fourth]: Words, version: number): string {
  const digits = [
    first,
    ((second & 0xffff0fff) | version) >>> 0,
    ((third & 0x3fffffff) | 0x80000000) >>> 0,
    fourth,
  ].map((word) => word.toString(16).padStart(8, '0'));
  const [a = '', b = '', c = '', d = ''] = digits;
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`;
}
