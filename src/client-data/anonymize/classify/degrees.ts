/** In which range of degrees the numbers of a column are; `both` is an array of pairs. */
export type DegreeRange = 'latitude' | 'longitude' | 'both' | undefined;

/** Degrees of latitude and longitude of the British Isles. */
export const LATITUDE = [49.5, 61.5] as const;
export const LONGITUDE = [-9, 2.5] as const;

/** Numbers by range. Zeros stand for "not known"; a place has at least three decimals. */
export interface DegreeCounts {
  all: number;
  precise: number;
  latitudes: number;
  longitudes: number;
}

/** Half of the numbers are enough: the others may be placeholders, or places elsewhere. */
export function degreeRange({ all, precise, latitudes, longitudes }: DegreeCounts): DegreeRange {
  if (all === 0 || precise * 2 < all) {
    return undefined;
  }
  if (latitudes * 5 > all * 2 && longitudes * 5 > all * 2) {
    return 'both';
  }
  return latitudes * 2 >= all ? 'latitude' : longitudes * 2 >= all ? 'longitude' : undefined;
}

/** Counts a number as it is written. */
export function countDegrees(counts: DegreeCounts, text: string): void {
  const number = Number(text);
  if (number === 0 || !Number.isFinite(number)) {
    return;
  }
  counts.all++;
  counts.precise += Math.abs(number * 100 - Math.round(number * 100)) > 1e-6 ? 1 : 0;
  counts.latitudes += number >= LATITUDE[0] && number <= LATITUDE[1] ? 1 : 0;
  counts.longitudes += number >= LONGITUDE[0] && number <= LONGITUDE[1] ? 1 : 0;
}
