import { atan2 } from '../../../seeding/random/exact-math.ts';

/** The mean length of the components together. */
const MEAN_SPEED = 1.23;

/** The wind's speed over its mean of many years: a Weibull distribution of shape 1.9. */
export function relativeSpeed(fromWest: number, fromSouth: number): number {
  return Math.sqrt(fromWest * fromWest + fromSouth * fromSouth) / MEAN_SPEED;
}

/** Where the wind comes from, degrees clockwise from north, from 0 to below 360. */
export function windDirection(fromWest: number, fromSouth: number): number {
  return (atan2(-fromWest, -fromSouth) * (180 / Math.PI) + 360) % 360;
}
