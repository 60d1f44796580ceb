import type { CapexPart as CapexPartDocument } from '../documents/cost-breakdowns.ts';
import { interventionSet, type FabricIntervention } from '../models/demand/fabric-interventions.ts';
import { rounded } from '../models/round.ts';
import { COST_MODELS, costOf } from './cost-models.ts';
import { STEPS, type Costs } from './metrics.ts';
import { LIFETIME, type Scenario } from './scenario.ts';

/** A part of the capital cost, in whole GBP; negative for a grant. */
export type CapexPart = CapexPartDocument & {
  readonly component: keyof typeof LIFETIME;
  readonly sub_components: readonly CapexPartDocument[];
};

/** The Boiler Upgrade Scheme gives as much for a heat pump of up to 45 kW in place of a boiler, but no more than its price. GBP. */
const GRANT = { most: 7500, mostPower: 45 };

/** GBP by the number of chargers of 7 kW, which the prices of the services do not have; and of a control that makes them wait. */
const CHARGERS = { fixed_cost: 400, final_rate: 1100 };
const CONTROL = 350;

/** What the parts of a scenario cost that are not there yet, grants taken off. @param interventions those possible at the site */
export function capexBreakdown(interventions: readonly FabricIntervention[], scenario: Scenario): CapexPart[] {
  const { capex } = COST_MODELS[0];
  const { solar, solarStanding, battery, heatPump, gridAdded, tank, vehicles } = scenario;
  const panels = solar.reduce((sum, power, i) => sum + power - (solarStanding[i] ?? 0), 0);
  const pump = heatPump === null || heatPump.isIncumbent ? 0 : heatPump.power;
  const measures = interventionSet(interventions, scenario.fabric);
  const pumpCost = priced('Heat pump', costOf(capex.heatpump_prices, pump));
  const grant = pump > 0 && pump <= GRANT.mostPower ? -Math.min(GRANT.most, pumpCost.cost) : 0;
  return [
    ...part('Fabric', 'building', measures),
    ...part('Solar panels', 'solar_panels', [
      priced('Panels', costOf(capex.pv_panel_prices, panels)),
      priced('Roof', costOf(capex.pv_roof_prices, panels)),
      priced('Balance of plant', costOf(capex.pv_BoP_prices, panels)),
    ]),
    ...part('Battery', 'energy_storage_system', [
      priced('Inverter', costOf(capex.ess_pcs_prices, battery?.power ?? 0)),
      priced('Enclosure', costOf(capex.ess_enclosure_prices, battery?.capacity ?? 0)),
    ]),
    ...part('Heat pump', 'heat_pump', [pumpCost]),
    ...part('Hot water tank', 'domestic_hot_water', [priced('Hot water tank', costOf(capex.dhw_prices, tank ?? 0))]),
    ...part('Chargers', 'electric_vehicles', [
      priced('Chargers', costOf(CHARGERS, vehicles?.chargers ?? 0)),
      priced('Control', (vehicles?.flexible ?? 0) > 0 ? CONTROL : 0),
    ]),
    ...part('Grid connection', 'grid', [priced('Grid connection', costOf(capex.grid_prices, gridAdded))]),
    ...part('Boiler Upgrade Scheme', 'heat_pump', [priced('Boiler Upgrade Scheme', grant)]),
  ];
}

function priced(name: string, cost: number): CapexPartDocument {
  return { name, cost: Math.round(cost) };
}

/** The sum of what a component is made of; nothing if it costs nothing. */
function part(name: string, component: CapexPart['component'], made: readonly CapexPartDocument[]): CapexPart[] {
  const cost = made.reduce((sum, each) => sum + each.cost, 0);
  const subComponents = made.map(({ name: ofOne, cost: itsCost }) => ({ name: ofOne, cost: itsCost }));
  const hasParts = made.some((each) => each.name !== name);
  return cost === 0 ? [] : [{ name, component, cost, sub_components: hasParts ? subComponents : [] }];
}

/** The capital cost of a scenario, the same spread over the years that its parts last, and what they take to run. */
export function costsOf(breakdown: readonly CapexPart[], scenario: Scenario): Costs {
  const annualised = breakdown.reduce((sum, { component, cost }) => sum + cost / LIFETIME[component], 0);
  return {
    capex: breakdown.reduce((sum, { cost }) => sum + cost, 0),
    annualised: rounded(annualised, STEPS),
    opex: rounded(opexOf(scenario), STEPS),
  };
}

/** GBP a year of all that runs, what stands already included. */
function opexOf({ solar, battery, heatPump, boiler }: Scenario): number {
  const { opex } = COST_MODELS[0];
  return (
    costOf(
      opex.pv_prices,
      solar.reduce((sum, power) => sum + power, 0),
    ) +
    costOf(opex.ess_pcs_prices, battery?.power ?? 0) +
    costOf(opex.ess_enclosure_prices, battery?.capacity ?? 0) +
    costOf(opex.heatpump_prices, heatPump?.power ?? 0) +
    costOf(opex.gas_heater_prices, boiler?.power ?? 0)
  );
}
