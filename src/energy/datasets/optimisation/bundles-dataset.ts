import type { Batch } from '../../../seeding/load/batch.ts';
import { ASHP_DATASET_ID, type DATASET_SUBTYPES, type DatasetType } from '../../documents/dataset-link.ts';
import { fabricInterventions, interventionSets } from '../../models/demand/fabric-interventions.ts';
import { metersLoad } from '../../models/demand/metered-electricity.ts';
import { TARIFF_PRODUCTS } from '../../models/grid/tariffs.ts';
import type { Site } from '../../world/site.ts';
import type { World } from '../../world/world.ts';
import { rowBatch, type Dataset, type Span } from '../dataset.ts';
import { createdAt, datasetId } from '../identity.ts';
import { hasGasReadings } from '../meters/gas-dataset.ts';
import { yieldArrays } from '../series/solar-dataset.ts';

/** One dataset of a bundle. */
export interface BundleLink {
  readonly type: DatasetType;
  /** The kind of dataset within its type, which is stored as JSON text; null for types without kinds. */
  readonly subtype: string | readonly string[] | null;
  readonly id: string;
  /** Position among those of its type, from 0, by which scenarios name it; null where there is one only. */
  readonly order: number | null;
}

/** The id of a site's bundle, which has one dataset of each kind that the optimiser needs. */
export function bundleId(world: World, siteIndex: number): string {
  return datasetId(world, 'bundles', siteIndex);
}

/** The id of a site's earlier bundle, whose jobs failed; every third site has one. */
export function failedBundleId(world: World, siteIndex: number): string | undefined {
  return siteIndex % 3 === 0 ? datasetId(world, 'bundles', siteIndex, 1) : undefined;
}

/**
 * The datasets of a site's bundle. Heating datasets are in the order of their sets of interventions, tariffs in the order of
 * products, renewables in the order of the arrays. A gas meter without a reading in the span has no link, nor has any of several meters of
 * a kind, because services would take it for the whole site, nor the electricity meter of a site with panels or a heat pump, because they
 * would count these twice. A wind dataset has no link, because services read solar yields only.
 */
export function bundleLinks(world: World, index: number, span: Span): BundleLink[] {
  const site = world.site(index);
  const single = (type: DatasetType, kind: string): BundleLink => ({
    type,
    subtype: null,
    id: datasetId(world, kind, index),
    order: null,
  });
  const ordered = (
    type: keyof typeof DATASET_SUBTYPES,
    kind: string,
    subtypes: readonly BundleLink['subtype'][],
  ): BundleLink[] =>
    subtypes.map((subtype, order) => ({ type, subtype, id: datasetId(world, kind, index, order), order }));
  const sets = interventionSets(fabricInterventions(world.options.seed, site));
  return [
    single('SiteBaseline', 'baselines'),
    ...(hasGasReadings(site, span) ? [single('GasMeterData', 'gas')] : []),
    ...(hasLinkedElectricity(site) ? [single('ElectricityMeterData', 'electricity')] : []),
    single('ElectricityMeterDataSynthesised', 'electricity_synthesised'),
    ...ordered(
      'HeatingLoad',
      'heating',
      sets.map((set) => set.map(({ name }) => name)),
    ),
    ...ordered('ImportTariff', 'tariffs', TARIFF_PRODUCTS),
    ...ordered(
      'RenewablesGeneration',
      'solar',
      yieldArrays(site).map(({ locationId }) => locationId ?? 'default'),
    ),
    single('CarbonIntensity', 'carbon'),
    { type: 'ASHPData', subtype: null, id: ASHP_DATASET_ID, order: null },
  ];
}

/** Whether a site has one electricity meter, which counts what services simulate as its load. */
export function hasLinkedElectricity(site: Site): boolean {
  return site.meters.electricity === 1 && metersLoad(site);
}

/**
 * A bundle for each site, with all its series, and at some sites an earlier one without datasets, whose jobs failed. Every shard has
 * all bundles, because tasks of clients refer to them.
 */
export const bundlesDataset: Dataset = {
  name: 'bundles',
  tables: [
    ['data_bundles', 'metadata'],
    ['data_bundles', 'dataset_links'],
  ],
  per: 'site',
  ofWholeSpan: true,
  needs: [
    'sites',
    'baselines',
    'electricity',
    'electricity_synthesised',
    'gas',
    'heating',
    'tariffs',
    'solar',
    'carbon',
  ],
  everywhere: true,
  *batches(world, index, span) {
    const site = world.site(index);
    const metadata = (id: string, name: string, created: string): Batch =>
      rowBatch(['data_bundles', 'metadata'], {
        bundle_id: id,
        name,
        site_id: site.id,
        start_ts: new Date(span.from).toISOString(),
        end_ts: new Date(span.to).toISOString(),
        created_at: created,
      });
    const id = bundleId(world, index);
    const created = createdAt(world, 'bundles', index, span);
    const failed = failedBundleId(world, index);
    if (failed !== undefined) {
      // An hour before the one that succeeded.
      const before = new Date(Date.parse(created) - 3_600_000).toISOString();
      yield metadata(failed, `${site.name}, first attempt`, before);
    }
    yield metadata(id, `${site.name}, all data`, created);
    const links = bundleLinks(world, index, span);
    yield {
      table: ['data_bundles', 'dataset_links'],
      rows: links.length,
      types: { dataset_order: 'integer' },
      columns: {
        bundle_id: { kind: 'same', value: id },
        dataset_type: { kind: 'values', values: links.map(({ type }) => type) },
        dataset_subtype: {
          kind: 'values',
          values: links.map(({ subtype }) => (subtype === null ? null : JSON.stringify(subtype))),
        },
        dataset_id: { kind: 'values', values: links.map((link) => link.id) },
        dataset_order: { kind: 'values', values: links.map(({ order }) => order) },
      },
    };
  },
};
