import { coefficientOfPerformance } from '../models/demand/heat-pump.ts';
import type { SiteYear } from '../models/site-year.ts';
import type { Scenario } from './scenario.ts';

/** Sums over a year of what was simulated. Energy in kWh (heat: thermal), money in GBP, emissions in kg CO2e. */
export interface YearTotals {
  readonly gas_used: number;
  readonly electricity_imported: number;
  readonly electricity_generated: number;
  readonly electricity_exported: number;
  readonly electricity_curtailed: number;
  readonly electrical_shortfall: number;
  readonly ch_shortfall: number;
  readonly dhw_shortfall: number;
  readonly ch_load: number;
  readonly dhw_load: number;
  readonly electricity_import_cost: number;
  /** Of imported less exported electricity. */
  readonly scope_2_emissions: number;
  /** What was asked for by all that takes electricity. */
  readonly electricity_demand: number;
  /** What a battery lost, and what it holds in the end. */
  readonly battery_losses: number;
  readonly battery_charge: number;
}

/** Out of a battery over into it. */
const ROUND_TRIP = 0.9;

/** kWh of a kW in half an hour. */
const STEP = 0.5;

/**
 * A year of a scenario against the site's own series, by half-hours. A heat pump goes first and a boiler gives what it cannot;
 * hot water is served before rooms. Panels feed the site, then its battery, then the grid; the battery discharges as soon as
 * panels are not enough.
 *
 * @param kept of the space heat, what the fabric of the scenario leaves
 */
export function simulate(year: SiteYear, scenario: Scenario, kept: number, turbinePower: number): YearTotals {
  const price = year.tariffs[scenario.tariff] ?? new Float64Array(year.halfHours);
  const generation = generationOf(year, scenario, turbinePower);
  const pumpStep = (scenario.heatPump?.power ?? 0) * STEP;
  const boilerStep = (scenario.boiler?.power ?? 0) * STEP;
  const electricStep = scenario.electricHeat * STEP;
  const efficiency = scenario.boiler?.efficiency ?? 1;
  const batterySize = scenario.battery?.capacity ?? 0;
  const batteryStep = (scenario.battery?.power ?? 0) * STEP;
  const importStep = scenario.gridImport * STEP;
  const exportStep = scenario.gridExport * STEP;
  let [gas, imported, generated, exported, curtailed, lacking] = [0, 0, 0, 0, 0, 0];
  let [roomsLacking, waterLacking, rooms, water, cost, emissions] = [0, 0, 0, 0, 0, 0];
  let [demand, losses, charge] = [0, 0, 0];
  for (let i = 0; i < year.halfHours; i += 1) {
    const forRooms = (year.heating[i] ?? 0) * kept;
    const forWater = year.dhw[i] ?? 0;
    const heat = forRooms + forWater;
    const pumped = Math.min(heat, pumpStep);
    const burnt = Math.min(heat - pumped, boilerStep);
    const direct = Math.min(heat - pumped - burnt, electricStep);
    const cold = heat - pumped - burnt - direct;
    const coldRooms = Math.min(cold, forRooms);
    const pumpLoad = pumped === 0 ? 0 : pumped / coefficientOfPerformance(year.airTemperature[i] ?? 0);
    const load = (year.electricity[i] ?? 0) + pumpLoad + direct;
    const generates = generation[i] ?? 0;
    const surplus = Math.max(0, generates - load);
    const deficit = Math.max(0, load - generates);
    const into = Math.min(surplus, batteryStep, (batterySize - charge) / ROUND_TRIP);
    const outOf = Math.min(deficit, batteryStep, charge);
    charge += into * ROUND_TRIP - outOf;
    const takes = Math.min(deficit - outOf, importStep);
    const gives = Math.min(surplus - into, exportStep);
    gas += burnt / efficiency;
    imported += takes;
    generated += generates;
    exported += gives;
    curtailed += surplus - into - gives;
    lacking += deficit - outOf - takes;
    roomsLacking += coldRooms;
    waterLacking += cold - coldRooms;
    rooms += forRooms;
    water += forWater;
    cost += (takes * (price[i] ?? 0)) / 100;
    emissions += ((takes - gives) * (year.carbon[i] ?? 0)) / 1000;
    demand += load;
    losses += into * (1 - ROUND_TRIP);
  }
  return {
    gas_used: gas,
    electricity_imported: imported,
    electricity_generated: generated,
    electricity_exported: exported,
    electricity_curtailed: curtailed,
    electrical_shortfall: lacking,
    ch_shortfall: roomsLacking,
    dhw_shortfall: waterLacking,
    ch_load: rooms,
    dhw_load: water,
    electricity_import_cost: cost,
    scope_2_emissions: emissions,
    electricity_demand: demand,
    battery_losses: losses,
    battery_charge: charge,
  };
}

function generationOf(year: SiteYear, { solar }: Scenario, turbinePower: number): Float64Array {
  const sum = new Float64Array(year.halfHours);
  const add = (yields: Float64Array | null | undefined, power: number): void => {
    if (power > 0) {
      yields?.forEach((value, i) => {
        sum[i] = (sum[i] ?? 0) + value * power * STEP;
      });
    }
  };
  solar.forEach((power, array) => {
    add(year.solar[array], power);
  });
  add(year.wind, turbinePower);
  return sum;
}
