import type { OPTIMISERS } from '../documents/hyperparameters.ts';
import { memoize } from '../models/memoize.ts';
import type { Span } from '../../seeding/job/dataset.ts';
import { randomOf } from '../../seeding/random/random.ts';
import type { World } from '../world/world.ts';
import { portfolioMetrics, type Metrics } from './metrics.ts';
import { byCost, fronts, type Fronts, type Objectives } from './pareto.ts';
import { siteCandidates, type SiteCandidate } from './site-candidates.ts';
import { spread } from './spread.ts';

/** An optimisation that a client asked for. */
export interface Task {
  /** Which of the client's. */
  readonly number: number;
  readonly optimiser: (typeof OPTIMISERS)[number];
  /** Numbers of its sites, ascending. */
  readonly sites: readonly number[];
}

/** One answer to a task: a scenario for each of its sites. */
export interface Portfolio {
  readonly sites: readonly SiteCandidate[];
  readonly metrics: Metrics;
  /** Whether all of its sites are feasible and it is within the budget. */
  readonly isFeasible: boolean;
}

export interface Answer {
  readonly evaluations: number;
  /** The cheapest first: feasible ones that no other feasible one beats, and near misses that none would. */
  readonly portfolios: readonly Portfolio[];
  /** GBP: what the client has to spend. */
  readonly budget: number;
}

const MOST_SITES = 4;
const MOST_PORTFOLIOS = 18;
const MOST_NEAR_MISSES = 6;
const DRAWS = 400;

/** What is to be spent of what the dearest portfolio on the front costs. */
const BUDGET_SHARE = 0.75;

/** The tasks of a client: one over the first of its sites together, and one over the first alone; one if it has one site. */
export function tasksOf(world: World, client: number): Task[] {
  const { sites } = world.client(client);
  const first = sites.slice(0, MOST_SITES);
  if (first.length === 0) {
    return [];
  }
  const alone: Task = { number: 1, optimiser: 'NSGA2', sites: first.slice(0, 1) };
  return first.length === 1
    ? [{ ...alone, number: 0 }]
    : [{ number: 0, optimiser: 'SeparatedNSGA2', sites: first }, alone];
}

/** What a client's tasks were answered, over twelve months. Takes a simulation of some tens of scenarios for each site. */
export const answersOf = memoize(
  2,
  ({ options }: World, client: number, { from }: Span) => JSON.stringify([options, client, from]),
  (world: World, client: number, span: Span): Answer[] => {
    const tasks = tasksOf(world, client);
    const all = new Map(
      [...new Set(tasks.flatMap(({ sites }) => sites))].map((site) => [site, siteCandidates(world, site, span)]),
    );
    return tasks.map((task) =>
      answer(
        world,
        client,
        task,
        task.sites.map((site) => all.get(site) ?? []),
      ),
    );
  },
);

function answer(world: World, client: number, task: Task, candidates: readonly SiteCandidate[][]): Answer {
  const ofSites = candidates.map(fronts);
  const [only] = ofSites;
  const combined =
    only !== undefined && ofSites.length === 1
      ? [...only.feasible, ...only.infeasible].map((candidate) => [candidate])
      : combinations(world, client, task, ofSites);
  const { feasible, infeasible } = fronts(combined.map(draftOf));
  const front = spread(byCost(feasible), MOST_PORTFOLIOS).map(portfolioOf);
  const costs = front.map(({ metrics }) => metrics.summed.capex);
  const [cheapest = 0, dearest = cheapest] = [costs[0], costs.at(-1)];
  const budget = Math.max(cheapest, Math.round((dearest * BUDGET_SHARE) / 1000) * 1000);
  // What is too dear beats nothing that is within the budget: without it the front is what it was.
  const portfolios = [...front, ...spread(byCost(infeasible), MOST_NEAR_MISSES).map(portfolioOf)].map((portfolio) => ({
    ...portfolio,
    isFeasible: portfolio.isFeasible && portfolio.metrics.summed.capex <= budget,
  }));
  return {
    evaluations: candidates.reduce((sum, { length }) => sum + length, 0) + combined.length,
    portfolios: byCost(portfolios),
    budget,
  };
}

/**
 * All sites as they are; each site's best at many weights of money against carbon, of what is feasible and, less often, of all;
 * and what chance puts together.
 */
function combinations(
  world: World,
  client: number,
  task: Task,
  ofSites: readonly Fronts<SiteCandidate>[],
): SiteCandidate[][] {
  const random = randomOf(world.options.seed, 'portfolios', client, task.number);
  // A site that lacks something today may have nothing else.
  const feasible = ofSites.map((site) => (site.feasible.length > 0 ? site.feasible : site.infeasible));
  const all = ofSites.map((site) => [...site.feasible, ...site.infeasible]);
  const weighed = (choices: readonly SiteCandidate[][]): SiteCandidate[] => {
    const [carbon, money, least] = [random.next(), random.next(), random.next()];
    const weights = [carbon, money, least * least * least * 0.2];
    return choices.map((ofSite) =>
      ofSite.reduce((best, next) => (worth(next, weights) > worth(best, weights) ? next : best)),
    );
  };
  const combined = [
    feasible.flatMap((ofSite) => byCost(ofSite)[0] ?? []),
    ...Array.from({ length: DRAWS }, () => weighed(feasible)),
    ...Array.from({ length: DRAWS / 4 }, () => weighed(all)),
    ...Array.from({ length: DRAWS / 4 }, () => all.map((ofSite) => random.pick(ofSite))),
  ];
  const keyed = new Map(combined.map((sites) => [sites.map((site, i) => all[i]?.indexOf(site)).join(), sites]));
  return [...keyed.values()];
}

function worth(
  { metrics: { summed } }: SiteCandidate,
  [carbon = 0, money = 0, frugality = 0]: readonly number[],
): number {
  return carbon * summed.combined_carbon_balance + money * summed.cost_balance - frugality * summed.capex;
}

/** A portfolio with the sums that decide which are on the front. */
interface Draft {
  readonly sites: readonly SiteCandidate[];
  readonly metrics: { readonly summed: Objectives };
  readonly isFeasible: boolean;
}

function draftOf(sites: readonly SiteCandidate[]): Draft {
  const sum = (of: keyof Objectives): number => sites.reduce((all, { metrics }) => all + metrics.summed[of], 0);
  return {
    sites,
    metrics: {
      summed: {
        capex: sum('capex'),
        combined_carbon_balance: sum('combined_carbon_balance'),
        cost_balance: sum('cost_balance'),
      },
    },
    isFeasible: sites.every(({ isFeasible }) => isFeasible),
  };
}

function portfolioOf({ sites, isFeasible }: Draft): Portfolio {
  return { sites, metrics: portfolioMetrics(sites.map(({ metrics }) => metrics)), isFeasible };
}
