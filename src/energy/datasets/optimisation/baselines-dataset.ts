import { optimisedSpan } from '../../optimisation/optimised-span.ts';
import { baselineOf, scenarioJson } from '../../optimisation/scenario.ts';
import { createdAt, datasetId } from '../identity.ts';
import { rowBatch, type Dataset } from '../dataset.ts';

/** The equipment and tariff that a site has today. */
export const baselinesDataset: Dataset = {
  name: 'baselines',
  tables: [['client_info', 'site_baselines']],
  per: 'site',
  ofWholeSpan: true,
  needs: ['sites', 'tariffs'],
  *batches(world, index, span) {
    const site = world.site(index);
    const baseline = baselineOf(world.options.seed, site);
    yield rowBatch(['client_info', 'site_baselines'], {
      baseline_id: datasetId(world, 'baselines', index),
      site_id: site.id,
      baseline: scenarioJson(world.options.seed, site, baseline, optimisedSpan(span) ?? span),
      created_at: createdAt(world, 'baselines', index, span),
      tariff_id: datasetId(world, 'tariffs', index, baseline.tariff),
    });
  },
};
