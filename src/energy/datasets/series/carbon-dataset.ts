import type { Batch, Column } from '../../../seeding/load/batch.ts';
import { FUELS, type FuelShares } from '../../models/grid/fuels.ts';
import { gridMix } from '../../models/grid/grid-mix.ts';
import { REGIONS, regionalMix } from '../../models/grid/regional-mix.ts';
import { createdAt, datasetId } from '../identity.ts';
import { rowBatch, type Dataset } from '../dataset.ts';
import { halfHourlyParts, halfHoursIn, type YearPart } from '../year-parts.ts';

/** Carbon intensity and fuels of the grid in a site's region, half-hourly. Regions have forecasts only. */
export const carbonDataset: Dataset = {
  name: 'carbon',
  tables: [
    ['carbon_intensity', 'metadata'],
    ['carbon_intensity', 'grid_co2'],
  ],
  per: 'site',
  needs: ['sites'],
  countRows: (_world, _index, span) => ({
    'carbon_intensity.metadata': 1,
    'carbon_intensity.grid_co2': halfHoursIn(span),
  }),
  *batches(world, index, span) {
    const site = world.site(index);
    const id = datasetId(world, 'carbon', index);
    yield rowBatch(['carbon_intensity', 'metadata'], {
      dataset_id: id,
      created_at: createdAt(world, 'carbon', index, span),
      data_source: 'elementaldb',
      is_regional: true,
      site_id: site.id,
    });
    for (const part of halfHourlyParts(span)) {
      const mix = regionalMix(world.options.seed, site.place.gsp, part.year);
      yield mixBatch(['carbon_intensity', 'grid_co2'], { dataset_id: { kind: 'same', value: id } }, part, mix);
    }
  },
};

/** The same for each region, shared by all sites, and for the whole country, for which actual values are known too. */
export const carbonCacheDataset: Dataset = {
  name: 'carbon_cache',
  tables: [['carbon_intensity', 'grid_co2_cache']],
  per: 'world',
  needs: [],
  countRows: (_world, _index, span) => ({
    'carbon_intensity.grid_co2_cache': (1 + REGIONS.length) * halfHoursIn(span),
  }),
  *batches(world, _index, span) {
    const { seed } = world.options;
    const table = ['carbon_intensity', 'grid_co2_cache'] as const;
    for (const part of halfHourlyParts(span)) {
      const whole = gridMix(seed, part.year);
      yield mixBatch(table, { gsp_code: { kind: 'same', value: 'uk' } }, part, whole, whole.forecast);
      for (const region of REGIONS) {
        yield mixBatch(
          table,
          { gsp_code: { kind: 'same', value: region } },
          part,
          regionalMix(seed, region, part.year),
        );
      }
    }
  },
};

/** @param forecast given if `intensity` is the actual value */
function mixBatch(
  table: Batch['table'],
  key: Readonly<Record<string, Column>>,
  part: YearPart,
  { intensity, shares }: FuelShares,
  forecast?: Float64Array,
): Batch {
  return {
    table,
    rows: part.rows,
    columns: {
      ...key,
      start_ts: part.startTs,
      end_ts: part.endTs,
      forecast: part.column(forecast ?? intensity),
      actual: forecast === undefined ? { kind: 'same', value: null } : part.column(intensity),
      ...Object.fromEntries(FUELS.map((fuel) => [fuel, part.column(shares[fuel])])),
    },
  };
}
