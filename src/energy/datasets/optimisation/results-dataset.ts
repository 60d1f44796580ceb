import type { Batch } from '../../../seeding/load/batch.ts';
import { environmentalImpact } from '../../optimisation/environmental-impact.ts';
import { metricColumns, type Metrics } from '../../optimisation/metrics.ts';
import { answersOf, tasksOf, type Answer, type Portfolio } from '../../optimisation/optimise.ts';
import { optimisedSpan } from '../../optimisation/optimised-span.ts';
import { scenarioJson } from '../../optimisation/scenario.ts';
import { randomOf } from '../../../seeding/random/random.ts';
import { uuidOf } from '../../../seeding/random/uuid.ts';
import type { World } from '../../world/world.ts';
import { createdAt, datasetId } from '../identity.ts';
import { rowBatch, type Dataset, type Span } from '../dataset.ts';

/** The results of a client's optimisations, by portfolio and by site, and the highlights. */
export const resultsDataset: Dataset = {
  name: 'results',
  tables: [
    ['optimisation', 'task_results'],
    ['optimisation', 'portfolio_results'],
    ['optimisation', 'site_results'],
    ['optimisation', 'curated_results'],
  ],
  per: 'client',
  ofWholeSpan: true,
  needs: ['tasks'],
  isEmpty: (span) => optimisedSpan(span) === undefined,
  *batches(world, index, span) {
    const year = optimisedSpan(span);
    if (year === undefined) {
      return;
    }
    const { seed } = world.options;
    const answers = answersOf(world, index, year);
    for (const { number } of tasksOf(world, index)) {
      const answer = answers[number];
      if (answer === undefined) {
        continue;
      }
      const taskId = datasetId(world, 'tasks', index, number);
      const seconds =
        Math.round((20 + answer.evaluations * (0.05 + 0.1 * randomOf(seed, 'run', index, number).next())) * 10) / 10;
      const completed = Date.parse(createdAt(world, 'tasks', index, span, number)) + seconds * 1000;
      yield rowBatch(
        ['optimisation', 'task_results'],
        {
          task_id: taskId,
          n_evals: answer.evaluations,
          exec_time: seconds,
          completed_at: new Date(completed).toISOString(),
        },
        { n_evals: 'integer', exec_time: 'interval' },
      );
      const portfolioId = (portfolio: number): string => uuidOf(seed, 'portfolio', index, number, portfolio);
      for (const [i, portfolio] of answer.portfolios.entries()) {
        yield* portfolioBatches(world, year, { taskId, id: portfolioId(i) }, portfolio);
      }
      for (const [pick, [title, portfolio]] of picksOf(answer).entries()) {
        yield rowBatch(['optimisation', 'curated_results'], {
          highlight_id: uuidOf(seed, 'highlight', index, number, pick),
          task_id: taskId,
          portfolio_id: portfolioId(portfolio),
          submitted_at: new Date(completed + (pick + 1) * 3_600_000).toISOString(),
          display_name: title,
        });
      }
    }
  },
};

function* portfolioBatches(
  world: World,
  year: Span,
  { taskId, id }: { readonly taskId: string; readonly id: string },
  { sites, metrics, isFeasible }: Portfolio,
): Iterable<Batch> {
  yield rowBatch(['optimisation', 'portfolio_results'], {
    task_id: taskId,
    portfolio_id: id,
    ...metricColumns(metrics),
    is_feasible: isFeasible,
  });
  for (const candidate of sites) {
    const site = world.site(candidate.siteIndex);
    const { totals, baseline } = candidate.metrics;
    const [then, now] = [totals, baseline].map((of) =>
      environmentalImpact(of.combined_carbon_emissions, site.floorArea),
    );
    yield rowBatch(['optimisation', 'site_results'], {
      portfolio_id: id,
      site_id: site.id,
      scenario: scenarioJson(world.options.seed, site, candidate.scenario, year),
      ...metricColumns(candidate.metrics),
      metric_scenario_environmental_impact_score: then?.score ?? null,
      metric_scenario_environmental_impact_grade: then?.grade ?? null,
      metric_baseline_environmental_impact_score: now?.score ?? null,
      metric_baseline_environmental_impact_grade: now?.grade ?? null,
      scenario_capex_breakdown: candidate.breakdown.map((part) => ({
        ...part,
        sub_components: part.sub_components.map((sub) => ({ ...sub })),
      })),
      is_feasible: candidate.isFeasible,
    });
  }
}

/** The titles of highlights, which services show after "Best", with the numbers of their portfolios; none if none is feasible. */
function picksOf({ portfolios }: Answer): [title: string, portfolio: number][] {
  const feasible = [...portfolios.entries()].filter(([, { isFeasible }]) => isFeasible);
  const best = (title: string, of: (metrics: Metrics) => number | null): [string, number][] => {
    const [first] = feasible.toSorted(([, a], [, b]) => (of(b.metrics) ?? 0) - (of(a.metrics) ?? 0));
    return first === undefined ? [] : [[title, first[0]]];
  };
  return [
    ...best('Carbon balance', ({ summed }) => summed.combined_carbon_balance),
    ...best('Cost balance', ({ summed }) => summed.cost_balance),
    ...best('Return on investment', (metrics) => metrics.return_on_investment),
  ];
}
