import { remembered } from '../models/remembered.ts';
import { randomOf } from '../random/random.ts';
import type { World } from '../world/world.ts';
import { portfolioMetrics, type Metrics } from './metrics.ts';
import { nonDominated } from './pareto.ts';
import { siteCandidates, type SiteCandidate } from './site-candidates.ts';

/** An optimisation that a client asked for. */
export interface Task {
  /** Which of the client's. */
  readonly number: number;
  readonly optimiser: 'NSGA2' | 'GridSearch';
  /** Numbers of its sites, ascending. */
  readonly sites: readonly number[];
}

/** One answer to a task: a scenario for each of its sites. */
export interface Portfolio {
  readonly sites: readonly SiteCandidate[];
  readonly metrics: Metrics;
}

export interface Answer {
  readonly evaluations: number;
  /** Non-dominated, the cheapest first. */
  readonly portfolios: readonly Portfolio[];
  /** GBP: what the client has to spend. Portfolios above it are kept as near misses. */
  readonly budget: number;
}

const MOST_SITES = 4;
const MOST_PORTFOLIOS = 24;
const DRAWS = 400;

/** What is to be spent of what the dearest portfolio costs. */
const BUDGET_SHARE = 0.75;

/** The tasks of a client: one over the first of its sites together, and one over the first alone. */
export function tasksOf(world: World, client: number): Task[] {
  const { sites } = world.client(client);
  const first = sites.slice(0, MOST_SITES);
  if (first.length === 0) {
    return [];
  }
  const alone: Task = { number: 1, optimiser: 'GridSearch', sites: first.slice(0, 1) };
  return [{ number: 0, optimiser: 'NSGA2', sites: first }, alone];
}

/** What a client's tasks were answered. Takes a simulation of some tens of scenarios for each site. */
export const answersOf = remembered(
  2,
  ({ options }: World, client: number) => JSON.stringify([options, client]),
  (world: World, client: number): Answer[] => {
    const tasks = tasksOf(world, client);
    const all = new Map(
      [...new Set(tasks.flatMap(({ sites }) => sites))].map((site) => [site, siteCandidates(world, site)]),
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
  const fronts = candidates.map(nonDominated);
  const [only] = fronts;
  const combined =
    only !== undefined && fronts.length === 1
      ? only.map((candidate) => [candidate])
      : combinations(world, client, task, fronts);
  const portfolios = nonDominated(combined.map(portfolioOf)).toSorted(
    (a, b) => a.metrics.summed.capex - b.metrics.summed.capex,
  );
  const kept = spread(portfolios, MOST_PORTFOLIOS);
  const dearest = kept.at(-1)?.metrics.summed.capex ?? 0;
  return {
    evaluations: candidates.reduce((sum, { length }) => sum + length, 0) + combined.length,
    portfolios: kept,
    budget: Math.round((dearest * BUDGET_SHARE) / 1000) * 1000,
  };
}

/** All sites as they are; each site's best at many weights of money against carbon; and what chance puts together. */
function combinations(world: World, client: number, task: Task, fronts: readonly SiteCandidate[][]): SiteCandidate[][] {
  const random = randomOf(world.options.seed, 'portfolios', client, task.number);
  const cheapest = fronts.map((front) => front.toSorted((a, b) => a.metrics.summed.capex - b.metrics.summed.capex));
  const weighed = Array.from({ length: DRAWS }, () => {
    const [carbon, money, least] = [random.next(), random.next(), random.next()];
    const weights = [carbon, money, least * least * least * 0.2];
    return fronts.map((front) => {
      return front.reduce((best, next) => (worth(next, weights) > worth(best, weights) ? next : best));
    });
  });
  const drawn = Array.from({ length: DRAWS / 4 }, () => fronts.map((front) => random.pick(front)));
  const asTheyAre = cheapest.flatMap(([first]) => first ?? []);
  const combined = [asTheyAre, ...weighed, ...drawn];
  const keyed = new Map(combined.map((sites) => [sites.map((site, i) => fronts[i]?.indexOf(site)).join(), sites]));
  return [...keyed.values()];
}

function worth(
  { metrics: { summed } }: SiteCandidate,
  [carbon = 0, money = 0, frugality = 0]: readonly number[],
): number {
  return carbon * summed.combined_carbon_balance + money * summed.cost_balance - frugality * summed.capex;
}

function portfolioOf(sites: readonly SiteCandidate[]): Portfolio {
  return { sites, metrics: portfolioMetrics(sites.map(({ metrics }) => metrics)) };
}

/** At most so many of a list, evenly, with its first and its last. */
function spread<T>(list: readonly T[], most: number): T[] {
  return list.length <= most
    ? [...list]
    : Array.from({ length: most }, (_, i) => list[Math.round((i * (list.length - 1)) / (most - 1))]).flatMap(
        (item) => item ?? [],
      );
}
