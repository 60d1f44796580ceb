import { bundleId, bundleLinks } from './bundle-links.ts';
import { createdAt } from './created-at.ts';
import type { Dataset } from './dataset.ts';
import { rowBatch } from './row-batch.ts';

/** A bundle for each site, of all its series over the span; every shard has them all, since tasks of clients refer to them. */
export const bundlesDataset: Dataset = {
  name: 'bundles',
  tables: [
    ['data_bundles', 'metadata'],
    ['data_bundles', 'dataset_links'],
  ],
  per: 'site',
  needs: ['sites', 'electricity', 'heating', 'tariffs', 'solar', 'wind', 'carbon'],
  everywhere: true,
  *batches(world, index, span) {
    const site = world.site(index);
    const id = bundleId(world, index);
    yield rowBatch(['data_bundles', 'metadata'], {
      bundle_id: id,
      name: `${site.name}, all data`,
      site_id: site.id,
      start_ts: new Date(span.from).toISOString(),
      end_ts: new Date(span.to).toISOString(),
      created_at: createdAt(world, 'bundles', index),
    });
    const links = bundleLinks(world, index);
    yield {
      table: ['data_bundles', 'dataset_links'],
      rows: links.length,
      columns: {
        bundle_id: { kind: 'same', value: id },
        dataset_type: { kind: 'values', values: links.map(({ type }) => type) },
        dataset_subtype: { kind: 'values', values: links.map(({ subtype }) => subtype) },
        dataset_id: { kind: 'values', values: links.map((link) => link.id) },
        dataset_order: { kind: 'values', values: links.map(({ order }) => order) },
      },
    };
  },
};
