import { answersOf, tasksOf } from '../../optimisation/optimise.ts';
import { OBJECTIVES } from '../../optimisation/pareto.ts';
import { searchSpaceJson } from '../../optimisation/search-space.ts';
import { SIMULATED_YEAR } from '../../optimisation/site-candidates.ts';
import { siteConstraints } from '../../optimisation/site-constraints.ts';
import { bundleId, bundleLinks } from './bundles-dataset.ts';
import { createdAt } from '../identity.ts';
import { datasetId } from '../identity.ts';
import type { Dataset } from '../dataset.ts';
import { rowBatch } from '../dataset.ts';

/** What a client's optimisations were asked, as a whole and of each site. */
export const tasksDataset: Dataset = {
  name: 'tasks',
  tables: [
    ['optimisation', 'task_config'],
    ['optimisation', 'site_task_config'],
  ],
  per: 'client',
  needs: ['bundles', 'cost_models'],
  *batches(world, index) {
    const client = world.client(index);
    const answers = answersOf(world, index);
    for (const { number, optimiser, sites } of tasksOf(world, index)) {
      const id = datasetId(world, 'tasks', index, number);
      yield rowBatch(['optimisation', 'task_config'], {
        task_id: id,
        task_name:
          optimiser === 'NSGA2' ? `${client.name}, all sites together` : `${world.site(sites[0] ?? 0).name} alone`,
        client_id: client.id,
        optimiser_type: optimiser,
        optimiser_hyperparameters:
          optimiser === 'NSGA2' ? { pop_size: 128, n_offsprings: 64, prob_crossover: 0.9 } : {},
        created_at: createdAt(world, 'tasks', index, number),
        objectives: [...OBJECTIVES],
        portfolio_constraints: { capex: { max: answers[number]?.budget ?? 0 } },
        epoch_version: '1.4.0',
      });
      for (const site of sites) {
        yield rowBatch(['optimisation', 'site_task_config'], {
          task_id: id,
          site_id: world.site(site).id,
          bundle_id: bundleId(world, site),
          site_range: searchSpaceJson(world.options.seed, world.site(site)),
          site_constraints: siteConstraints(world.options.seed, world.site(site)),
          site_data: {
            start_ts: new Date(Date.UTC(SIMULATED_YEAR, 0)).toISOString(),
            end_ts: new Date(Date.UTC(SIMULATED_YEAR + 1, 0)).toISOString(),
            dataset_ids: bundleLinks(world, site).map((link) => link.id),
          },
          site_config: { capex_model: datasetId(world, 'cost_models', 0), horizon: 20, grants: true },
        });
      }
    }
  },
};
