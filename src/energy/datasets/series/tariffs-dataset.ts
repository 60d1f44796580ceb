import { standingCharge, TARIFF_PRODUCTS, tariffs } from '../../models/grid/tariffs.ts';
import { createdAt, datasetId } from '../identity.ts';
import { rowBatch, type Dataset } from '../dataset.ts';
import { halfHourlyParts, halfHoursIn } from '../year-parts.ts';

/** Half-hourly prices of electricity at a site: a dataset for each of `TARIFF_PRODUCTS`, in their order. */
export const tariffsDataset: Dataset = {
  name: 'tariffs',
  tables: [
    ['tariffs', 'metadata'],
    ['tariffs', 'electricity'],
  ],
  per: 'site',
  needs: ['sites'],
  countRows: (_world, _index, span) => ({
    'tariffs.metadata': TARIFF_PRODUCTS.length,
    'tariffs.electricity': TARIFF_PRODUCTS.length * halfHoursIn(span),
  }),
  *batches(world, index, span) {
    const { seed } = world.options;
    const site = world.site(index);
    const { gsp } = site.place;
    for (const [number, product] of TARIFF_PRODUCTS.entries()) {
      const id = datasetId(world, 'tariffs', index, number);
      yield rowBatch(['tariffs', 'metadata'], {
        dataset_id: id,
        site_id: site.id,
        created_at: createdAt(world, 'tariffs', index, span, number),
        provider: 'synthetic',
        product_name: product,
        // The product that it is priced by: one that no supplier has.
        tariff_name: `ELEMENTAL-${product.toUpperCase()}`,
        valid_from: null,
        valid_to: null,
      });
      const flatCost = standingCharge(seed, gsp, product);
      for (const part of halfHourlyParts(span)) {
        const prices = tariffs(seed, site, part.year)[number];
        if (prices !== undefined) {
          yield {
            table: ['tariffs', 'electricity'],
            rows: part.rows,
            columns: {
              dataset_id: { kind: 'same', value: id },
              start_ts: part.startTs,
              end_ts: part.endTs,
              unit_cost: part.column(prices),
              flat_cost: { kind: 'numbers', values: new Float64Array(part.rows).fill(flatCost) },
            },
          };
        }
      }
    }
  },
};
