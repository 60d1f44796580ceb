import { fabricInterventions, interventionSet } from '../models/demand/fabric-interventions.ts';
import { peakHeatLoad } from '../models/demand/heat-demand.ts';
import { siteSpan } from '../models/site-year.ts';
import { exportPrice } from '../models/grid/tariffs.ts';
import type { Span } from '../../seeding/job/dataset.ts';
import type { World } from '../world/world.ts';
import { capexBreakdown, costsOf, type CapexPart } from './capex-breakdown.ts';
import { metricsOf, totalsOf, type Metrics } from './metrics.ts';
import { byCost, fronts } from './pareto.ts';
import { sampleDays } from './sample-days.ts';
import { baselineOf, fuelPrice, type Scenario } from './scenario.ts';
import { scenarios } from './search-space.ts';
import { simulatorOf, type YearTotals } from './simulate.ts';
import { isWithin, siteConstraints } from './site-constraints.ts';
import { spread } from './spread.ts';

/** A scenario of a site, simulated. */
export interface SiteCandidate {
  readonly siteIndex: number;
  readonly scenario: Scenario;
  readonly breakdown: readonly CapexPart[];
  readonly metrics: Metrics;
  /** Whether the unmet heat, at peak and over the year, and the unmet electricity stay within their limits. */
  readonly isFeasible: boolean;
}

/** Scenarios of a site that are simulated in full: of those that are feasible, and of near misses. */
const MOST_FEASIBLE = 20;
const MOST_NEAR_MISSES = 8;

/**
 * The scenarios of a site's search space that are worth it, over twelve months; the first is the present site with what is already
 * decided. Some hundreds are tried on a sample of days; what is not dominated there is simulated in full.
 */
export function siteCandidates(world: World, siteIndex: number, span: Span): SiteCandidate[] {
  const { seed } = world.options;
  const site = world.site(siteIndex);
  const series = siteSpan(world, siteIndex, span);
  const prices = { gas: fuelPrice(seed, site, span), export: exportPrice(seed, siteIndex) };
  const interventions = fabricInterventions(seed, site);
  const constraints = siteConstraints(seed, site);
  const baseline = baselineOf(seed, site);
  const peak = peakHeatLoad(seed, site);
  const keptBy = new Map<number, number>();
  const keptOf = ({ fabric }: Scenario): number => {
    const kept =
      keptBy.get(fabric) ?? 1 - interventionSet(interventions, fabric).reduce((sum, { saving }) => sum + saving, 0);
    keptBy.set(fabric, kept);
    return kept;
  };
  const turbinePower = site.turbine?.ratedPower ?? 0;
  const evaluatorOf = (run: (scenario: Scenario, kept: number) => YearTotals) => {
    const ofBaseline = totalsOf(run(baseline, 1), costsOf([], baseline), prices);
    return (scenario: Scenario): SiteCandidate => {
      const breakdown = capexBreakdown(interventions, scenario);
      const costs = costsOf(breakdown, scenario);
      const kept = keptOf(scenario);
      const peaks = { scenario: shortfall(peak * kept, scenario), baseline: shortfall(peak, baseline) };
      const metrics = metricsOf(totalsOf(run(scenario, kept), costs, prices), ofBaseline, costs, peaks);
      return { siteIndex, scenario, breakdown, metrics, isFeasible: isWithin(constraints, metrics) };
    };
  };
  const all = scenarios(seed, site);
  const sample = sampleDays(series);
  const onSample = simulatorOf(sample.series, turbinePower);
  const tried = all.map(evaluatorOf((scenario, kept) => sample.ofYear(onSample(scenario, kept))));
  const { feasible, infeasible } = fronts(tried);
  const kept = [...spread(byCost(feasible), MOST_FEASIBLE), ...spread(byCost(infeasible), MOST_NEAR_MISSES)];
  const chosen = new Set([...all.slice(0, 1), ...kept.map(({ scenario }) => scenario)]);
  return [...chosen].map(evaluatorOf(simulatorOf(series, turbinePower)));
}

/** Peak heat demand that the site's plants cannot meet, kW. */
function shortfall(peak: number, { heatPump, boiler, electricHeat }: Scenario): number {
  return Math.max(0, peak - (heatPump?.power ?? 0) - (boiler?.power ?? 0) - electricHeat);
}
