import { pow } from '../../../seeding/random/exact-math.ts';

/** Mean cloud cover, and how it changes with the score of cloud and with each degree to the north of 53. */
const COVER = { mean: 0.785, perScore: 0.46, north: 0.015 };

/** The part of a cloudless sky's radiation that an overcast sky keeps off, more under clouds that give rain. */
const OVERCAST = { mean: 0.6, perRain: 0.12, north: 0.009, least: 0.3, most: 0.93 };

/** Haze and thin clouds: its mean and its part that varies; the edges of clouds may add a little. */
const HAZE = { mean: 0.97, varying: 0.045, most: 1.03 };

/** Cloud cover, from 0 to 1. */
export function cloudCover(score: number, latitude: number): number {
  return Math.min(Math.max(COVER.mean + COVER.perScore * score + COVER.north * (latitude - 53), 0), 1);
}

/**
 * Global radiation over that of a cloudless sky, by the cover: the curve of F. Kasten and G. Czeplak, Solar Energy 24
 * (1980), with clouds of different thickness.
 *
 * @param rain its score
 * @param haze a standard normal variable
 */
export function clearSkyIndex(cover: number, latitude: number, rain: number, haze: number): number {
  const thickness = Math.min(
    Math.max(OVERCAST.mean + OVERCAST.perRain * rain + OVERCAST.north * (latitude - 53), OVERCAST.least),
    OVERCAST.most,
  );
  const clouds = cover === 0 ? 0 : thickness * pow(cover, 3.4);
  return Math.min((HAZE.mean - HAZE.varying * haze) * (1 - clouds), HAZE.most);
}
