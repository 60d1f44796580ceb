import { synthesisedElectricity } from '../../models/demand/metered-electricity.ts';
import { createdAt, datasetId } from '../identity.ts';
import { rowBatch, type Dataset } from '../dataset.ts';
import { halfHourlyParts, halfHoursIn } from '../year-parts.ts';

/**
 * Half-hours that a model makes from a site's electricity bills: their monthly sums equal those of the meter. Where panels or a heat pump
 * stand, they are the load without them.
 */
export const electricitySynthesisedDataset: Dataset = {
  name: 'electricity_synthesised',
  tables: [
    ['client_meters', 'metadata'],
    ['client_meters', 'electricity_meters_synthesised'],
  ],
  per: 'site',
  needs: ['sites'],
  countRows: (_world, _index, span) => ({
    'client_meters.metadata': 1,
    'client_meters.electricity_meters_synthesised': halfHoursIn(span),
  }),
  *batches(world, index, span) {
    const site = world.site(index);
    const id = datasetId(world, 'electricity_synthesised', index);
    yield rowBatch(['client_meters', 'metadata'], {
      dataset_id: id,
      created_at: createdAt(world, 'electricity_synthesised', index, span),
      site_id: site.id,
      fuel_type: 'elec',
      reading_type: 'halfhourly',
      filename: null,
      is_synthesised: true,
    });
    for (const part of halfHourlyParts(span)) {
      yield {
        table: ['client_meters', 'electricity_meters_synthesised'],
        rows: part.rows,
        columns: {
          dataset_id: { kind: 'same', value: id },
          start_ts: part.startTs,
          end_ts: part.endTs,
          consumption_kwh: part.column(synthesisedElectricity(world.options.seed, site, part.year)),
        },
      };
    }
  },
};
