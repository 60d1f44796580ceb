import type { Site } from '../world/site.ts';

/**
 * A function that remembers its last results, so that what shares a site or a place is made once, and a world of any size
 * takes the same memory.
 *
 * @param capacity results that are kept; the one that was not asked for the longest goes first
 * @param keyOf all that a result depends on
 */
export function memoize<Arguments extends readonly unknown[], Result>(
  capacity: number,
  keyOf: (...args: Arguments) => string,
  make: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  const results = new Map<string, { readonly result: Result }>();
  return (...args) => {
    const key = keyOf(...args);
    const known = results.get(key) ?? { result: make(...args) };
    results.delete(key);
    results.set(key, known);
    if (results.size > capacity) {
      for (const oldest of results.keys()) {
        results.delete(oldest);
        break;
      }
    }
    return known.result;
  };
}

/** All that a site's years depend on, as a key for `memoize`. */
export function siteYearKey(seed: number, site: Site, year: number): string {
  return `${seed} ${year} ${JSON.stringify(site)}`;
}
