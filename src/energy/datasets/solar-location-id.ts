import type { Site } from '../world/site.ts';

/** The id of the place of a site's array, as `client_info.solar_locations` has it. */
export function solarLocationId({ id }: Site, array: number): string {
  return `${id}_roof_${array + 1}`;
}
