import { createHash } from 'node:crypto';

/** The short suite runs some cases of a big table, the long one the others. */
export type Part = 'short' | 'long';

/** The first case of each kind for the short suite; all others for the long one. */
export function partOf<T>(part: Part, cases: readonly T[], kindOf: (each: T) => string): T[] {
  const seen = new Set<string>();
  return cases.filter((each) => {
    const kind = kindOf(each);
    const isFirst = !seen.has(kind);
    seen.add(kind);
    return isFirst === (part === 'short');
  });
}

/** Every nth case, from the first on, for the short suite; all others for the long one. */
export function everyNth<T>(part: Part, n: number, cases: readonly T[]): T[] {
  return cases.filter((_, index) => (index % n === 0) === (part === 'short'));
}

/** The long suite leaves out some of many that are alike; with `ELEMENTALDB_TEST_ALL=1` it runs each. */
export const RUNS_ALL = process.env['ELEMENTALDB_TEST_ALL'] === '1';

/**
 * Which of several releases a case runs on, by a hash of its name: over many cases each release has its share, and a new case
 * moves no other. Undefined if there is no release.
 */
export function releaseFor(name: string, releases: readonly number[]): number | undefined {
  return releases[createHash('sha256').update(name).digest().readUInt32BE() % releases.length];
}
