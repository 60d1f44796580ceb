import type { Layout } from './layout.ts';

type Version = readonly string[];

/** Digits of a part of a version that has several. */
const PART_DIGITS = 3;

/**
 * One number for each version, in their order; equal versions have the same. Where versions have several parts, such as 1.2,
 * each part but the first has the same number of digits, at least three: 1.2 is 1002. In a layout with long versions, where
 * that exceeds `largest`, the parts after the first count: 1.20240101000000.7 and 1.20240101000000.30 are 1000 and 1001. Where
 * that exceeds it too, the versions are counted from 1.
 *
 * @param versions parts of digits, each version with at least one
 */
export function numberVersions(
  versions: readonly Version[],
  { comparesDigits = false, hasLongVersions = false }: Pick<Layout, 'comparesDigits' | 'hasLongVersions'>,
  largest: bigint,
): bigint[] {
  const numbers = joinedParts(comparesDigits ? comparable(versions) : versions);
  const fits = (all: readonly bigint[]): boolean => all.every((number) => number <= largest);
  if (!hasLongVersions || fits(numbers)) {
    return numbers;
  }
  const counted = joinedParts(countedParts(versions));
  return fits(counted) ? counted : positions(versions, 0).map((position) => BigInt(position + 1));
}

function joinedParts(versions: readonly Version[]): bigint[] {
  const parts = Math.max(1, ...versions.map(({ length }) => length));
  const digits = Math.max(PART_DIGITS, ...versions.flatMap(([, ...rest]) => rest.map(({ length }) => length)));
  return versions.map(([first = '0', ...rest]) => {
    const end = Array.from({ length: parts - 1 }, (_, index) => (rest[index] ?? '0').padStart(digits, '0'));
    return BigInt(first + end.join(''));
  });
}

/** Numbers in the order of the digits: with zeros after them, and a last digit that puts the shorter of two first. */
function comparable(versions: readonly Version[]): Version[] {
  const lengths = [...new Set(versions.map(([first = '']) => first.length))].toSorted((a, b) => a - b);
  return lengths.length < 2
    ? [...versions]
    : versions.map(([first = '', ...rest]) => [
        first.padEnd(lengths.at(-1) ?? 0, '0') + String(lengths.indexOf(first.length)),
        ...rest,
      ]);
}

/** The first part, and the position among the versions that have the same first part. */
function countedParts(versions: readonly Version[]): Version[] {
  const byFirst = new Map<string, Version[]>();
  for (const version of versions) {
    const [first = ''] = version;
    byFirst.set(first, [...(byFirst.get(first) ?? []), version]);
  }
  const counted = new Map<Version, number>();
  for (const same of byFirst.values()) {
    positions(same, 1).forEach((position, index) => counted.set(same[index] ?? [], position));
  }
  return versions.map((version) => [version[0] ?? '', String(counted.get(version) ?? 0)]);
}

/** The position of each version among the different ones, from 0, by the parts from one on. */
function positions(versions: readonly Version[], from: number): number[] {
  const keys = versions.map((version) => version.slice(from).map(BigInt));
  const sorted = keys
    .toSorted(compare)
    .filter((key, index, all) => index === 0 || compare(all[index - 1] ?? [], key) !== 0);
  return keys.map((key) => sorted.findIndex((each) => compare(each, key) === 0));
}

function compare(a: readonly bigint[], b: readonly bigint[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [left = 0n, right = 0n] = [a[index], b[index]];
    if (left !== right) {
      return left < right ? -1 : 1;
    }
  }
  return 0;
}
