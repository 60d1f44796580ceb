import { cos, sin } from '../../seeding/random/exact-math.ts';
import { randomOf, type Random } from '../../seeding/random/random.ts';
import { rounded } from '../models/round.ts';
import type { Place } from './site.ts';

/** Degrees, WGS 84. */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** km from the point of the town to the middle of its first district, and of the others: least and most. */
const FIRST = [0.5, 1] as const;
const OTHERS = [2, 4] as const;

/** km from the middle of a district within which its sites lie. */
export const DISTRICT_RADIUS = 1.4;

/** Degrees to both sides of the direction inland within which districts of a town by water lie. */
const LANDWARD = 65;

/** km of a degree of latitude. */
const DEGREE = 111.32;

/** The middle of a district, which is the same in all worlds: districts lie around the town, or on the side that has no water. */
export function districtOf(place: Place, outcode: string): Point {
  const number = place.outcodes.indexOf(outcode);
  const random = randomOf(0, 'district', outcode);
  const [least, most] = number === 0 ? FIRST : OTHERS;
  const distance = least + (most - least) * random.next();
  // Each has its own sector, so that they do not lie on one another.
  const share = (Math.max(0, number - 1) + 0.25 + 0.5 * random.next()) / Math.max(1, place.outcodes.length - 1);
  const bearing =
    place.inland === undefined ? 360 * share : place.inland + (number === 0 ? 0 : LANDWARD * (2 * share - 1));
  return pointAt(place, distance, bearing);
}

/** A point of a district, spread evenly. */
export function pointWithin(middle: Point, random: Random): Point {
  const { latitude, longitude } = pointAt(middle, Math.sqrt(random.next()) * DISTRICT_RADIUS, 360 * random.next());
  return { latitude: rounded(latitude, 100_000), longitude: rounded(longitude, 100_000) };
}

/** km between two points of a town. */
export function kmBetween(a: Point, b: Point): number {
  const north = DEGREE * (a.latitude - b.latitude);
  const east = DEGREE * (a.longitude - b.longitude) * cos(radians(a.latitude));
  return Math.sqrt(north * north + east * east);
}

/** @param bearing degrees clockwise from north */
function pointAt({ latitude, longitude }: Point, km: number, bearing: number): Point {
  const angle = radians(bearing);
  return {
    latitude: latitude + (km * cos(angle)) / DEGREE,
    longitude: longitude + (km * sin(angle)) / DEGREE / cos(radians(latitude)),
  };
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
