import type { Dataset } from '../dataset.ts';
import { rowBatch } from '../dataset.ts';
import type { Site } from '../../world/site.ts';

/** Where panels could stand at a site, and how much of them there is room for: what a scenario's `yield_index` counts. None stands today. */
export const solarLocationsDataset: Dataset = {
  name: 'solar_locations',
  tables: [['client_info', 'solar_locations']],
  per: 'site',
  needs: ['sites'],
  timeless: true,
  *batches(world, index) {
    const site = world.site(index);
    for (const [array, { peakPower, tilt, azimuth, mounting }] of site.solar.entries()) {
      yield rowBatch(['client_info', 'solar_locations'], {
        renewables_location_id: solarLocationId(site, array),
        name: `Roof ${array + 1}`,
        site_id: site.id,
        mounting_type: mounting,
        tilt,
        azimuth,
        maxpower: peakPower,
      });
    }
  },
};

/** The id of the place of a site's array, as `client_info.solar_locations` has it. */
export function solarLocationId({ id }: Site, array: number): string {
  return `${id}_roof_${array + 1}`;
}
