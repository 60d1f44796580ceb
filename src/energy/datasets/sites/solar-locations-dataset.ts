import { rowBatch, type Dataset } from '../dataset.ts';
import type { Site } from '../../world/site.ts';

/**
 * Where solar panels fit at a site, and with what power, those that stand there already included. The `yield_index` of a scenario counts
 * them; the baseline says which stand.
 */
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

/** The id of an array's location in `client_info.solar_locations`. */
export function solarLocationId({ id }: Site, array: number): string {
  return `${id}_roof_${array + 1}`;
}
