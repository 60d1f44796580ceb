import { coefficientOfPerformance } from '../models/demand/heat-pump.ts';
import type { SiteSeries } from '../models/site-year.ts';
import { batteryPlan, CHARGE, DISCHARGE, ROUND_TRIP } from './battery-plan.ts';
import { heatSupply, type HeatSupply } from './heat-supply.ts';
import type { Scenario } from './scenario.ts';
import { chargingOf, FLEXIBLE_FROM, FLEXIBLE_TO } from './vehicle-charging.ts';

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

/** kWh of a kW in half an hour. */
const STEP = 0.5;

/** kWh of hot water in a liter of a tank, heated by 40 K; and what a tank keeps of it in half an hour: it loses a fifth in a day. */
export const TANK_KWH_PER_LITRE = 0.0465;
const TANK_KEEPS = 0.9954;

/** Hours in which an immersion heater fills its tank. */
const TANK_HOURS = 3;

/**
 * Simulates a scenario, by half-hours. @param kept of the space heat, what the fabric of the scenario leaves
 */
export type Simulator = (scenario: Scenario, kept: number) => YearTotals;

/**
 * Simulates scenarios against a site's own series. Panels feed the site, then vehicles that wait, the battery, the tank and the grid;
 * hot water comes from the tank before the plant that is used last. The battery follows `batteryPlan`. What scenarios share is computed
 * once.
 */
export function simulatorOf(series: SiteSeries, turbinePower: number): Simulator {
  const nothing = new Float64Array(series.halfHours);
  const perHeat = series.airTemperature.map((air) => 1 / coefficientOfPerformance(air));
  const charging = chargingOf(series);
  const generations = new Map<string, Float64Array>();
  const plans = new Map<number, Uint8Array>();
  const supplies = new Map<string, HeatSupply>();
  return (scenario, kept) => {
    const { solar, tariff, heatPump, boiler, electricHeat } = scenario;
    const plants = [kept, heatPump?.power, boiler?.power, boiler?.efficiency, electricHeat].join();
    const heat = known(supplies, plants, () => heatSupply(series, scenario, perHeat, kept));
    const flows = dispatch(scenario, {
      generation: known(generations, solar.join(), () => generationOf(series, solar, turbinePower)),
      price: series.tariffs[tariff] ?? nothing,
      plan: known(plans, tariff, () => batteryPlan(series.tariffs[tariff] ?? nothing)),
      carbon: series.carbon,
      water: series.dhw,
      heat,
      charging,
    });
    return {
      ...flows,
      gas_used: heat.fuel - flows.gas_saved,
      ch_shortfall: heat.roomsLacking,
      dhw_shortfall: heat.waterLacking,
      ch_load: heat.rooms,
      dhw_load: heat.water,
    };
  };
}

/** What the electricity of a scenario depends on, by half-hours. */
interface Inputs {
  readonly generation: Float64Array;
  readonly price: Float64Array;
  readonly plan: Uint8Array;
  readonly carbon: Float64Array;
  readonly water: Float64Array;
  readonly heat: HeatSupply;
  readonly charging: Float64Array;
}

/** The flows of electricity of a scenario, and the gas that its tank saves. */
function dispatch(
  { battery, tank: liters, vehicles, gridImport, gridExport }: Scenario,
  { generation, price, plan, carbon, water, heat, charging }: Inputs,
) {
  const { load: loads, last, lastFuel, lastElectricity } = heat;
  const batterySize = battery?.capacity ?? 0;
  const batteryStep = (battery?.power ?? 0) * STEP;
  const tankSize = (liters ?? 0) * TANK_KWH_PER_LITRE;
  const tankStep = (tankSize / TANK_HOURS) * STEP;
  const chargers = vehicles?.chargers ?? 0;
  const waits = vehicles?.flexible ?? 0;
  const [importStep, exportStep] = [gridImport * STEP, gridExport * STEP];
  let [imported, generated, exported, curtailed, lacking, demand] = [0, 0, 0, 0, 0, 0];
  let [cost, emissions, losses, charge, tank, waiting, saved] = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < loads.length; i += 1) {
    let load = loads[i] ?? 0;
    const generates = generation[i] ?? 0;
    if (tankSize > 0) {
      const fromTank = Math.min(tank, water[i] ?? 0, last[i] ?? 0);
      tank = (tank - fromTank) * TANK_KEEPS;
      load -= fromTank * (lastElectricity[i] ?? 0);
      saved += fromTank * (lastFuel[i] ?? 0);
    }
    if (chargers > 0) {
      const asked = chargers * (charging[i] ?? 0);
      waiting += asked * waits;
      load += asked * (1 - waits);
      const step = i % 48;
      const isNight = step >= FLEXIBLE_FROM && step < FLEXIBLE_TO;
      // What still waits at night is spread over the hours that are left of it.
      const now = isNight ? waiting / (FLEXIBLE_TO - step) : Math.min(waiting, Math.max(0, generates - load));
      waiting -= now;
      load += now;
    }
    let takes = 0;
    let gives = 0;
    if (load > generates) {
      const deficit = load - generates;
      if (batterySize > 0) {
        const wanted = plan[i] === DISCHARGE ? deficit : Math.max(0, deficit - importStep);
        const outOf = Math.min(wanted, batteryStep, charge);
        charge -= outOf;
        takes = Math.min(deficit - outOf, importStep);
        lacking += deficit - outOf - takes;
        if (plan[i] === CHARGE) {
          const into = Math.min(batteryStep, (batterySize - charge) / ROUND_TRIP, importStep - takes);
          charge += into * ROUND_TRIP;
          losses += into * (1 - ROUND_TRIP);
          takes += into;
        }
      } else {
        takes = Math.min(deficit, importStep);
        lacking += deficit - takes;
      }
    } else {
      const surplus = generates - load;
      const into = Math.min(surplus, batteryStep, (batterySize - charge) / ROUND_TRIP);
      charge += into * ROUND_TRIP;
      losses += into * (1 - ROUND_TRIP);
      const intoTank = Math.min(surplus - into, tankStep, tankSize - tank);
      tank += intoTank;
      load += intoTank;
      const left = surplus - into - intoTank;
      gives = Math.min(left, exportStep);
      curtailed += left - gives;
    }
    imported += takes;
    generated += generates;
    exported += gives;
    demand += load;
    cost += takes * (price[i] ?? 0);
    emissions += (takes - gives) * (carbon[i] ?? 0);
  }
  return {
    gas_saved: saved,
    electricity_imported: imported,
    electricity_generated: generated,
    electricity_exported: exported,
    electricity_curtailed: curtailed,
    electrical_shortfall: lacking,
    electricity_import_cost: cost / 100,
    scope_2_emissions: emissions / 1000,
    electricity_demand: demand,
    battery_losses: losses,
    battery_charge: charge,
  };
}

/** The value of a key, made when it is asked for first. */
function known<Key, Value>(values: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = values.get(key) ?? make();
  values.set(key, value);
  return value;
}

function generationOf(series: SiteSeries, solar: readonly number[], turbinePower: number): Float64Array {
  const sum = new Float64Array(series.halfHours);
  const add = (yields: Float64Array | null | undefined, power: number): void => {
    if (power > 0 && yields !== null && yields !== undefined) {
      for (let i = 0; i < sum.length; i += 1) {
        sum[i] = (sum[i] ?? 0) + (yields[i] ?? 0) * power * STEP;
      }
    }
  };
  solar.forEach((power, array) => {
    add(series.solar[array], power);
  });
  add(series.wind, turbinePower);
  return sum;
}
