import { electricityMeters } from '../../models/demand/metered-electricity.ts';
import { createdAt, datasetId } from '../identity.ts';
import { rowBatch, type Dataset } from '../dataset.ts';
import { suffixOf } from './metered.ts';
import { meterBatches } from './meter-batch.ts';
import { halfHourlyParts, halfHoursIn } from '../year-parts.ts';

/** Half-hourly readings of a site's meters for electricity, each in a dataset of its own: one at nearly all sites. */
export const electricityDataset: Dataset = {
  name: 'electricity',
  tables: [
    ['client_meters', 'metadata'],
    ['client_meters', 'electricity_meters'],
  ],
  per: 'site',
  needs: ['sites'],
  countRows(world, index, span) {
    const { electricity } = world.site(index).meters;
    return world.options.noise === 'none'
      ? { 'client_meters.metadata': electricity, 'client_meters.electricity_meters': electricity * halfHoursIn(span) }
      : undefined;
  },
  *batches(world, index, span) {
    const site = world.site(index);
    for (let meter = 0; meter < site.meters.electricity; meter += 1) {
      yield rowBatch(['client_meters', 'metadata'], {
        dataset_id: datasetId(world, 'electricity', index, meter),
        created_at: createdAt(world, 'electricity', index, span, meter),
        site_id: site.id,
        fuel_type: 'elec',
        reading_type: 'halfhourly',
        filename: `${site.id}_electricity${suffixOf(meter)}.csv`,
        is_synthesised: false,
      });
    }
    if (site.meters.electricity === 0) {
      return;
    }
    for (const part of halfHourlyParts(span)) {
      for (const [meter, consumption] of electricityMeters(world.options.seed, site, part.year).entries()) {
        yield* meterBatches(world, index, part, {
          table: ['client_meters', 'electricity_meters'],
          id: datasetId(world, 'electricity', index, meter),
          fuel: 'elec',
          meter,
          consumption,
        });
      }
    }
  },
};
