import { fabricInterventions, interventionSet } from '../models/demand/fabric-interventions.ts';
import { rounded } from '../models/round.ts';
import type { Site } from '../world/site.ts';
import { COST_MODELS, costOf, PRICED, type PricedComponent } from './cost-models.ts';
import { STEPS, type Costs } from './metrics.ts';
import { LIFETIME, type Scenario } from './scenario.ts';

/** A part of the capital cost, in the shape of `scenario_capex_breakdown`. */
export interface CapexPart {
  readonly name: string;
  readonly component: 'building' | PricedComponent;
  /** Whole GBP; negative for a grant. */
  readonly cost: number;
  readonly sub_components: readonly { readonly name: string; readonly cost: number }[];
}

/** The Boiler Upgrade Scheme gives as much for a heat pump of up to 45 kW in place of a boiler, but no more than its price. GBP. */
const GRANT = { most: 7500, mostPower: 45 };

/** What the parts of a scenario cost that are not there yet, grants taken off. */
export function capexBreakdown(seed: number, site: Site, scenario: Scenario): CapexPart[] {
  const parts: CapexPart[] = [];
  const measures = interventionSet(fabricInterventions(seed, site), scenario.fabric);
  if (measures.length > 0) {
    const cost = measures.reduce((sum, measure) => sum + measure.cost, 0);
    const subComponents = measures.map(({ name, cost: ofOne }) => ({ name, cost: ofOne }));
    parts.push({ name: 'Fabric', component: 'building', cost, sub_components: subComponents });
  }
  for (const component of PRICED) {
    const cost = Math.round(costOf(COST_MODELS[0].capex[component], sizeOf(scenario, component)));
    if (cost > 0) {
      parts.push({ name: NAMES[component], component, cost, sub_components: [] });
    }
  }
  const pump = scenario.heatPump;
  if (pump !== null && !pump.isIncumbent && pump.power <= GRANT.mostPower) {
    const price = parts.find(({ component }) => component === 'heat_pump')?.cost ?? 0;
    const cost = -Math.min(GRANT.most, price);
    parts.push({ name: 'Boiler Upgrade Scheme', component: 'heat_pump', cost, sub_components: [] });
  }
  return parts;
}

/** The capital cost of a scenario, the same spread over the years that its parts last, and what they take to run. */
export function costsOf(breakdown: readonly CapexPart[], scenario: Scenario): Costs {
  const annualised = breakdown.reduce((sum, { component, cost }) => sum + cost / LIFETIME[component], 0);
  const opex = PRICED.reduce((sum, part) => sum + costOf(COST_MODELS[0].opex[part], sizeOf(scenario, part, true)), 0);
  return {
    capex: breakdown.reduce((sum, { cost }) => sum + cost, 0),
    annualised: rounded(annualised, STEPS),
    opex: rounded(opex, STEPS),
  };
}

const NAMES: Readonly<Record<PricedComponent, string>> = {
  solar_panels: 'Solar panels',
  energy_storage_system: 'Battery',
  heat_pump: 'Heat pump',
  grid: 'Grid connection',
};

/** @param withIncumbents whether what stands already counts */
function sizeOf(
  { solar, battery, heatPump, gridAdded }: Scenario,
  component: PricedComponent,
  withIncumbents = false,
): number {
  switch (component) {
    case 'solar_panels':
      return solar.reduce((sum, power) => sum + power, 0);
    case 'energy_storage_system':
      return battery?.capacity ?? 0;
    case 'heat_pump':
      return heatPump === null || (heatPump.isIncumbent && !withIncumbents) ? 0 : heatPump.power;
    case 'grid':
      return gridAdded;
  }
}
