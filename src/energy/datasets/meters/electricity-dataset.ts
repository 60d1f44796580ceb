import { meteredElectricity } from '../../models/demand/metered-electricity.ts';
import { createdAt } from '../identity.ts';
import { datasetId } from '../identity.ts';
import type { Dataset } from '../dataset.ts';
import { meterBatches } from './meter-batch.ts';
import { rowBatch } from '../dataset.ts';
import { halfHourlyParts, halfHoursIn } from '../year-parts.ts';

/** Half-hourly readings of a site's meter for electricity. */
export const electricityDataset: Dataset = {
  name: 'electricity',
  tables: [
    ['client_meters', 'metadata'],
    ['client_meters', 'electricity_meters'],
  ],
  per: 'site',
  needs: ['sites'],
  countRows: ({ options }, _index, span) =>
    options.noise === 'none'
      ? { 'client_meters.metadata': 1, 'client_meters.electricity_meters': halfHoursIn(span) }
      : undefined,
  *batches(world, index, span) {
    const site = world.site(index);
    const id = datasetId(world, 'electricity', index);
    yield rowBatch(['client_meters', 'metadata'], {
      dataset_id: id,
      created_at: createdAt(world, 'electricity', index),
      site_id: site.id,
      fuel_type: 'elec',
      reading_type: 'halfhourly',
      filename: `${site.id}_electricity.csv`,
      is_synthesised: false,
    });
    for (const part of halfHourlyParts(span)) {
      yield* meterBatches(world, index, part, {
        table: ['client_meters', 'electricity_meters'],
        id,
        fuel: 'elec',
        consumption: meteredElectricity(world.options.seed, site, part.year),
      });
    }
  },
};
