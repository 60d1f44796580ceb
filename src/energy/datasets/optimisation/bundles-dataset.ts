import { createdAt, datasetId } from '../identity.ts';
import { type Dataset, rowBatch } from '../dataset.ts';
import { fabricInterventions, interventionSets } from '../../models/demand/fabric-interventions.ts';
import { TARIFF_PRODUCTS } from '../../models/grid/tariffs.ts';
import type { World } from '../../world/world.ts';

/** One dataset of a bundle. */
export interface BundleLink {
  readonly type: string;
  /** JSON. */
  readonly subtype: string | null;
  readonly id: string;
  /** Position among those of its type, from 0, by which scenarios name it. */
  readonly order: number;
}

/** The bundle of a site: one of each kind of data that the optimiser needs, all of the same span. */
export function bundleId(world: World, siteIndex: number): string {
  return datasetId(world, 'bundles', siteIndex);
}

/**
 * What a site's bundle is made of. The order of heating datasets is the number of their set of interventions, that of tariffs
 * the number of the product, that of renewables the number of the array, with the turbine behind them.
 */
export function bundleLinks(world: World, index: number): BundleLink[] {
  const site = world.site(index);
  const all = fabricInterventions(world.options.seed, site);
  const links = (type: string, kind: string, subtypes: readonly unknown[]): BundleLink[] =>
    subtypes.map((subtype, order) => ({
      type,
      subtype: subtype === null ? null : JSON.stringify(subtype),
      id: datasetId(world, kind, index, order),
      order,
    }));
  const sets = interventionSets(all);
  const turbine =
    site.turbine === null
      ? []
      : [
          {
            type: 'RenewablesGeneration',
            subtype: '"wind"',
            id: datasetId(world, 'wind', index),
            order: site.solar.length,
          },
        ];
  return [
    ...links('ElectricityMeterData', 'electricity', [null]),
    ...links(
      'HeatingLoad',
      'heating',
      sets.map((set) => set.map(({ name }) => name)),
    ),
    ...links('ImportTariff', 'tariffs', TARIFF_PRODUCTS),
    ...links(
      'RenewablesGeneration',
      'solar',
      site.solar.map(({ tilt, azimuth }) => ({ tilt, azimuth })),
    ),
    ...turbine,
    ...links('CarbonIntensity', 'carbon', [null]),
  ];
}

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
