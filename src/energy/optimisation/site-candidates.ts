import { fabricInterventions, interventionSet } from '../models/demand/fabric-interventions.ts';
import { peakHeatLoad } from '../models/demand/heat.ts';
import { siteYear } from '../models/site-year.ts';
import { exportPrice } from '../models/grid/tariffs.ts';
import type { World } from '../world/world.ts';
import { capexBreakdown, costsOf, type CapexPart } from './capex-breakdown.ts';
import { metricsOf, totalsOf, type Metrics } from './metrics.ts';
import { baselineOf, GAS_PRICE, type Scenario } from './scenario.ts';
import { scenarios } from './search-space.ts';
import { simulate } from './simulate.ts';
import { isWithin, siteConstraints } from './site-constraints.ts';

/** The year that optimisations simulate, for any span: results are not time series. */
const SIMULATED_YEAR = 2024;

/** A scenario of a site, simulated. */
export interface SiteCandidate {
  readonly siteIndex: number;
  readonly scenario: Scenario;
  readonly breakdown: readonly CapexPart[];
  readonly metrics: Metrics;
  /** Whether the unmet heat, at peak and over the year, and the unmet electricity stay within their limits. */
  readonly isFeasible: boolean;
}

/**
 * Every scenario of a site's search space; the first is the present site with what is already ordered. About 50
 * simulations of 1 ms.
 */
export function siteCandidates(world: World, siteIndex: number): SiteCandidate[] {
  const { seed } = world.options;
  const site = world.site(siteIndex);
  const year = siteYear(world, siteIndex, SIMULATED_YEAR);
  const prices = { gas: GAS_PRICE, export: exportPrice(seed, siteIndex) };
  const interventions = fabricInterventions(seed, site);
  const constraints = siteConstraints(seed, site);
  const baseline = baselineOf(site);
  const keptOf = ({ fabric }: Scenario): number =>
    1 - interventionSet(interventions, fabric).reduce((sum, { saving }) => sum + saving, 0);
  const totals = (scenario: Scenario, breakdown: readonly CapexPart[]) =>
    totalsOf(
      simulate(year, scenario, keptOf(scenario), site.turbine?.ratedPower ?? 0),
      costsOf(breakdown, scenario),
      prices,
    );
  const ofBaseline = totals(baseline, []);
  const peak = peakHeatLoad(seed, site);
  return [...scenarios(seed, site)].map((scenario) => {
    const breakdown = capexBreakdown(seed, site, scenario);
    const peaks = {
      scenario: shortfall(peak * keptOf(scenario), scenario),
      baseline: shortfall(peak, baseline),
    };
    const metrics = metricsOf(totals(scenario, breakdown), ofBaseline, costsOf(breakdown, scenario), peaks);
    return { siteIndex, scenario, breakdown, metrics, isFeasible: isWithin(constraints, metrics) };
  });
}

/** Peak heat demand that the site's plants cannot meet, kW. */
function shortfall(peak: number, { heatPump, boiler, electricHeat }: Scenario): number {
  return Math.max(0, peak - (heatPump?.power ?? 0) - (boiler?.power ?? 0) - electricHeat);
}
