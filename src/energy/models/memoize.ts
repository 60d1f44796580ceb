import type { Site } from '../world/site.ts';

/**
 * A function that keeps its last results, so that datasets of one site or place share them and memory use stays constant.
 *
 * @param capacity results that are kept; the least recently used goes first
 * @param keyOf must include everything that a result depends on
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
