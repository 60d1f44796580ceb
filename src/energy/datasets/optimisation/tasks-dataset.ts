import type { Nsga2Document } from '../../documents/hyperparameters.ts';
import type { ConstraintsDocument } from '../../documents/objectives.ts';
import type { SiteConfigDocument } from '../../documents/site-config.ts';
import { COST_MODELS } from '../../optimisation/cost-models.ts';
import { DISCOUNT, HORIZON } from '../../optimisation/metrics.ts';
import { answersOf, tasksOf } from '../../optimisation/optimise.ts';
import { OBJECTIVES } from '../../optimisation/pareto.ts';
import { optimisedSpan } from '../../optimisation/optimised-span.ts';
import { searchSpaceJson } from '../../optimisation/search-space.ts';
import { siteConstraints } from '../../optimisation/site-constraints.ts';
import type { World } from '../../world/world.ts';
import { bundleId } from './bundles-dataset.ts';
import { createdAt, datasetId } from '../identity.ts';
import { rowBatch, type Dataset } from '../dataset.ts';

/** The tasks of a client's optimisations, as a whole and for each site. */
export const tasksDataset: Dataset = {
  name: 'tasks',
  tables: [
    ['optimisation', 'task_config'],
    ['optimisation', 'site_task_config'],
  ],
  per: 'client',
  ofWholeSpan: true,
  needs: ['bundles', 'cost_models'],
  isEmpty: (span) => optimisedSpan(span) === undefined,
  countRows(world, index, span) {
    const tasks = optimisedSpan(span) === undefined ? [] : tasksOf(world, index);
    return {
      'optimisation.task_config': tasks.length,
      'optimisation.site_task_config': tasks.reduce((sum, { sites }) => sum + sites.length, 0),
    };
  },
  *batches(world, index, span) {
    const year = optimisedSpan(span);
    if (year === undefined) {
      return;
    }
    const answers = answersOf(world, index, year);
    for (const { number, optimiser, sites } of tasksOf(world, index)) {
      const id = datasetId(world, 'tasks', index, number);
      const budget = answers[number]?.budget ?? 0;
      yield rowBatch(['optimisation', 'task_config'], {
        task_id: id,
        task_name: `${taskTitle(world, index, sites)}, 12 months from ${dayOf(year.from)}`,
        client_id: world.client(index).id,
        optimiser_type: optimiser,
        optimiser_hyperparameters: HYPERPARAMETERS,
        created_at: createdAt(world, 'tasks', index, span, number),
        objectives: [...OBJECTIVES],
        portfolio_constraints: { capex: { max: budget } } satisfies ConstraintsDocument,
        epoch_version: '1.4.0',
      });
      for (const site of sites) {
        yield rowBatch(['optimisation', 'site_task_config'], {
          task_id: id,
          site_id: world.site(site).id,
          bundle_id: bundleId(world, site),
          site_range: searchSpaceJson(world.options.seed, world.site(site), year),
          site_constraints: siteConstraints(world.options.seed, world.site(site)),
          // The bundle says which data.
          site_data: null,
          site_config: configOf(budget),
        });
      }
    }
  },
};

/** What a task is about: a site alone, all sites of the client, or so many of them. */
function taskTitle(world: World, index: number, sites: readonly number[]): string {
  const client = world.client(index);
  const [first = 0] = sites;
  if (sites.length === 1) {
    return `${world.site(first).name} alone`;
  }
  return sites.length === client.sites.length
    ? `${client.name}, all sites together`
    : `${client.name}, ${sites.length} of ${client.sites.length} sites together`;
}

function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

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
