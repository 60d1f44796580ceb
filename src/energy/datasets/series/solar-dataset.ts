import { LEAD } from '../../models/calendar/utc-year.ts';
import { rounded } from '../../models/round.ts';
import { solarYield } from '../../models/supply/solar-yield.ts';
import { weather } from '../../models/weather/weather.ts';
import { createdAt } from '../identity.ts';
import { datasetId } from '../identity.ts';
import type { Dataset } from '../dataset.ts';
import { rowBatch } from '../dataset.ts';
import { solarLocationId } from '../sites/solar-locations-dataset.ts';
import { hourlyParts } from '../year-parts.ts';

/** Hourly yield of a site's panels: a dataset for each of its arrays, in their order. */
export const solarDataset: Dataset = {
  name: 'solar',
  tables: [
    ['renewables', 'metadata'],
    ['renewables', 'solar_pv'],
  ],
  per: 'site',
  needs: ['sites', 'solar_locations'],
  *batches(world, index, span) {
    const { seed } = world.options;
    const site = world.site(index);
    for (const [array, { tilt, azimuth }] of site.solar.entries()) {
      const id = datasetId(world, 'solar', index, array);
      yield rowBatch(['renewables', 'metadata'], {
        dataset_id: id,
        site_id: site.id,
        created_at: createdAt(world, 'solar', index, array),
        data_source: 'elementaldb',
        parameters: { azimuth, tilt, tracking: false },
        renewables_location_id: solarLocationId(site, array),
      });
      for (const part of hourlyParts(span)) {
        const yields = solarYield(site.place, part.year, weather(seed, site.place, part.year), { tilt, azimuth });
        yield {
          table: ['renewables', 'solar_pv'],
          rows: part.rows,
          columns: {
            dataset_id: { kind: 'same', value: id },
            start_ts: part.startTs,
            end_ts: part.endTs,
            solar_generation: part.column(yields.subarray(LEAD).map((value) => rounded(value, 10_000))),
          },
        };
      }
    }
  },
};
