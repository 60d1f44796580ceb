import { rounded } from '../models/round.ts';
import { pow } from '../../seeding/random/exact-math.ts';
import type { YearTotals } from './simulate.ts';

/** What both the scenario and the baseline have, each under `metric_total_` and `metric_baseline_`. */
export const TOTALS = [
  'gas_used',
  'electricity_imported',
  'electricity_generated',
  'electricity_exported',
  'electricity_used',
  'electricity_curtailed',
  'electrical_shortfall',
  'heat_shortfall',
  'ch_shortfall',
  'dhw_shortfall',
  'heat_load',
  'dhw_load',
  'ch_load',
  'gas_import_cost',
  'electricity_import_cost',
  'electricity_export_gain',
  'meter_cost',
  'operating_cost',
  'net_present_value',
  'scope_1_emissions',
  'scope_2_emissions',
  'combined_carbon_emissions',
] as const;

export type Totals = Readonly<Record<(typeof TOTALS)[number], number>>;

/** Balances and costs that add up over the sites of a portfolio. */
export const SUMMED = [
  'carbon_balance_scope_1',
  'carbon_balance_scope_2',
  'cost_balance',
  'capex',
  'annualised_cost',
  'meter_balance',
  'operating_balance',
  'npv_balance',
  'combined_carbon_balance',
  'peak_hload_shortfall',
  'baseline_peak_hload_shortfall',
] as const;

export type Summed = Readonly<Record<(typeof SUMMED)[number], number>>;

/** Ratios of the sums, so that a portfolio's ratios come from its own sums. */
export interface Ratios {
  readonly payback_horizon: number;
  readonly carbon_cost: number;
  /** None without capital cost. */
  readonly return_on_investment: number | null;
}

export interface Metrics extends Ratios {
  readonly summed: Summed;
  readonly totals: Totals;
  readonly baseline: Totals;
}

/** What a scenario costs beside its energy. GBP; a year for the last two. */
export interface Costs {
  readonly capex: number;
  readonly annualised: number;
  readonly opex: number;
}

/** g CO2e of a kWh of gas, gross. */
const GAS_FACTOR = 201;

/** The largest number of single precision, which stands for a cost of nothing saved. */
export const FLT_MAX = 3.4028234663852886e38;

/** Years, and what the next year is worth less. The Green Book of HM Treasury discounts by 3.5 %. */
export const HORIZON = 20;
export const DISCOUNT = 0.035;
const ANNUITY = (1 - pow(1 + DISCOUNT, -HORIZON)) / DISCOUNT;

/**
 * Steps of a kWh, a GBP, a kg or a kW. What is measured comes in whole steps, and a step is a power of two: so sums and
 * differences of results are exact, in whatever order they are taken.
 */
export const STEPS = 1024;

/** Gas comes in 125 of half a step, so that its emissions are whole binary fractions of a kg too. */
const GAS_STEP = { times: 125, of: 2 * STEPS };

/** @param prices GBP/kWh of gas, and of exported electricity */
export function totalsOf(
  year: YearTotals,
  costs: Costs,
  prices: { readonly gas: number; readonly export: number },
): Totals {
  const gas = inGasSteps(year.gas_used);
  const imported = inSteps(year.electricity_imported);
  const generated = inSteps(year.electricity_generated);
  const exported = inSteps(year.electricity_exported);
  const curtailed = inSteps(year.electricity_curtailed);
  const [rooms, water] = [inSteps(year.ch_load), inSteps(year.dhw_load)];
  const [roomsLacking, waterLacking] = [inSteps(year.ch_shortfall), inSteps(year.dhw_shortfall)];
  const gasCost = inSteps(gas * prices.gas);
  const electricityCost = inSteps(year.electricity_import_cost);
  const gain = inSteps(exported * prices.export);
  const meterCost = gasCost + electricityCost - gain;
  const operatingCost = meterCost + costs.opex;
  const scope1 = (GAS_FACTOR * gas) / 1000;
  const scope2 = inSteps(year.scope_2_emissions);
  return {
    gas_used: gas,
    electricity_imported: imported,
    electricity_generated: generated,
    electricity_exported: exported,
    electricity_used: imported + generated - exported - curtailed,
    electricity_curtailed: curtailed,
    electrical_shortfall: inSteps(year.electrical_shortfall),
    heat_shortfall: roomsLacking + waterLacking,
    ch_shortfall: roomsLacking,
    dhw_shortfall: waterLacking,
    heat_load: water + rooms,
    dhw_load: water,
    ch_load: rooms,
    gas_import_cost: gasCost,
    electricity_import_cost: electricityCost,
    electricity_export_gain: gain,
    meter_cost: meterCost,
    operating_cost: operatingCost,
    net_present_value: inSteps(-costs.capex - operatingCost * ANNUITY),
    scope_1_emissions: scope1,
    scope_2_emissions: scope2,
    combined_carbon_emissions: scope1 + scope2,
  };
}

function inSteps(value: number): number {
  return rounded(value, STEPS);
}

function inGasSteps(value: number): number {
  const { times, of } = GAS_STEP;
  return (Math.round((value * of) / times) * times) / of;
}

/** What a scenario is against the baseline. What stands already is paid for: the baseline has no annualised cost. */
export function metricsOf(
  totals: Totals,
  baseline: Totals,
  costs: Costs,
  peaks: { readonly scenario: number; readonly baseline: number },
): Metrics {
  const scope1 = baseline.scope_1_emissions - totals.scope_1_emissions;
  const scope2 = baseline.scope_2_emissions - totals.scope_2_emissions;
  const meterBalance = baseline.meter_cost - totals.meter_cost;
  const summed: Summed = {
    carbon_balance_scope_1: scope1,
    carbon_balance_scope_2: scope2,
    cost_balance: meterBalance - costs.annualised,
    capex: costs.capex,
    annualised_cost: costs.annualised,
    meter_balance: meterBalance,
    operating_balance: baseline.operating_cost - totals.operating_cost,
    npv_balance: totals.net_present_value - baseline.net_present_value,
    combined_carbon_balance: scope1 + scope2,
    peak_hload_shortfall: inSteps(peaks.scenario),
    baseline_peak_hload_shortfall: inSteps(peaks.baseline),
  };
  return { summed, totals, baseline, ...ratiosOf(summed) };
}

/** The metrics of a portfolio: sums of its sites', and ratios of the sums. */
export function portfolioMetrics(sites: readonly Metrics[]): Metrics {
  const summed = sumSummed(sites.map((site) => site.summed));
  return {
    summed,
    totals: sumTotals(sites.map((site) => site.totals)),
    baseline: sumTotals(sites.map((site) => site.baseline)),
    ...ratiosOf(summed),
  };
}

function ratiosOf({ capex, operating_balance: gain, carbon_balance_scope_1: scope1 }: Summed): Ratios {
  return {
    payback_horizon: capex <= 0 ? 0 : capex / gain,
    carbon_cost: scope1 <= 0 ? FLT_MAX : capex / ((scope1 * 20) / 1000),
    return_on_investment: capex <= 0 ? null : gain / capex,
  };
}

function sumTotals(parts: readonly Totals[]): Totals {
  const sums: Record<keyof Totals, number> = { ...firstOf(parts) };
  for (const name of TOTALS) {
    sums[name] = parts.reduce((sum, part) => sum + part[name], 0);
  }
  return sums;
}

function sumSummed(parts: readonly Summed[]): Summed {
  const sums: Record<keyof Summed, number> = { ...firstOf(parts) };
  for (const name of SUMMED) {
    sums[name] = parts.reduce((sum, part) => sum + part[name], 0);
  }
  return sums;
}

function firstOf<T>([first]: readonly T[]): T {
  if (first === undefined) {
    throw new RangeError('A portfolio has at least one site');
  }
  return first;
}

/** The columns of a row of results. */
export function metricColumns({ summed, totals, baseline, ...ratios }: Metrics): Record<string, number | null> {
  return Object.fromEntries([
    ...prefixed('', { ...summed, ...ratios }),
    ...prefixed('total_', totals),
    ...prefixed('baseline_', baseline),
  ]);
}

function prefixed(prefix: string, values: object): [string, number | null][] {
  return Object.entries(values).map(([name, value]: [string, number | null]) => [`metric_${prefix}${name}`, value]);
}
