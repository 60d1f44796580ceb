import type { Nsga2Document } from '../../documents/hyperparameters.ts';
import type { ConstraintsDocument } from '../../documents/objectives.ts';
import type { SiteConfigDocument } from '../../documents/site-config.ts';
import { COST_MODELS } from '../../optimisation/cost-models.ts';
import { DISCOUNT, HORIZON } from '../../optimisation/metrics.ts';
import { answersOf, tasksOf } from '../../optimisation/optimise.ts';
import { OBJECTIVES } from '../../optimisation/pareto.ts';
import { searchSpaceJson } from '../../optimisation/search-space.ts';
import { siteConstraints } from '../../optimisation/site-constraints.ts';
import { bundleId } from './bundles-dataset.ts';
import { createdAt } from '../identity.ts';
import { datasetId } from '../identity.ts';
import type { Dataset } from '../dataset.ts';
import { rowBatch } from '../dataset.ts';

/** The tasks of a client's optimisations, as a whole and for each site. */
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
      const budget = answers[number]?.budget ?? 0;
      yield rowBatch(['optimisation', 'task_config'], {
        task_id: id,
        task_name: number === 0 ? `${client.name}, all sites together` : `${world.site(sites[0] ?? 0).name} alone`,
        client_id: client.id,
        optimiser_type: optimiser,
        optimiser_hyperparameters: HYPERPARAMETERS,
        created_at: createdAt(world, 'tasks', index, number),
        objectives: [...OBJECTIVES],
        portfolio_constraints: { capex: { max: budget } } satisfies ConstraintsDocument,
        epoch_version: '1.4.0',
      });
      for (const site of sites) {
        yield rowBatch(['optimisation', 'site_task_config'], {
          task_id: id,
          site_id: world.site(site).id,
          bundle_id: bundleId(world, site),
          site_range: searchSpaceJson(world.options.seed, world.site(site)),
          site_constraints: siteConstraints(world.options.seed, world.site(site)),
          // The bundle says which data.
          site_data: null,
          site_config: configOf(budget),
        });
      }
    }
  },
};

const HYPERPARAMETERS: Nsga2Document = { pop_size: 128, n_offsprings: 64, prob_crossover: 0.9 };

/** What a simulation takes for granted, with the prices that the results were computed with. */
function configOf(budget: number): SiteConfigDocument {
  const { capex, opex } = COST_MODELS[0];
  return {
    capex_limit: budget,
    use_boiler_upgrade_scheme: true,
    general_grant_funding: 0,
    npv_time_horizon: HORIZON,
    npv_discount_factor: DISCOUNT,
    capex_model: capex,
    opex_model: opex,
  };
}
