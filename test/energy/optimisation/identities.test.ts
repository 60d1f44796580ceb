import { beforeAll, describe, expect, test } from 'vitest';

import { siteYear } from '../../../src/energy/models/site-year.ts';
import { exportPrice } from '../../../src/energy/models/grid/tariffs.ts';
import { capexBreakdown } from '../../../src/energy/optimisation/capex-breakdown.ts';
import { costOf } from '../../../src/energy/optimisation/cost-models.ts';
import { FLT_MAX, SUMMED, TOTALS, type Metrics } from '../../../src/energy/optimisation/metrics.ts';
import { fronts } from '../../../src/energy/optimisation/pareto.ts';
import { answersOf, type Answer, type Portfolio } from '../../../src/energy/optimisation/optimise.ts';
import { baselineOf, scenarioJson } from '../../../src/energy/optimisation/scenario.ts';
import { searchSpaceJson } from '../../../src/energy/optimisation/search-space.ts';
import { siteCandidates } from '../../../src/energy/optimisation/site-candidates.ts';
import { simulatorOf } from '../../../src/energy/optimisation/simulate.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';

const SEEDS = [1, 2, 3];

const YEAR = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2025, 0, 1) };

function worldOf(seed: number) {
  return createWorld({ seed, clients: 1, sites: 3, noise: 'none', demo: true });
}

let answers: Answer[] = [];
let portfolios: Portfolio[] = [];
let sites: Metrics[] = [];

beforeAll(() => {
  answers = SEEDS.flatMap((seed) => answersOf(worldOf(seed), 0, YEAR));
  portfolios = answers.flatMap((answer) => answer.portfolios);
  sites = portfolios.flatMap((portfolio) => portfolio.sites.map(({ metrics }) => metrics));
}, 120_000);

describe('every site of every portfolio', () => {
  test('keeps the identities of energy, emissions and bills', () => {
    for (const { totals, baseline } of sites) {
      for (const of of [totals, baseline]) {
        expect(of.electricity_used).toBe(
          of.electricity_imported + of.electricity_generated - of.electricity_exported - of.electricity_curtailed,
        );
        expect(of.heat_load).toBe(of.dhw_load + of.ch_load);
        expect(of.heat_shortfall).toBe(of.ch_shortfall + of.dhw_shortfall);
        expect(of.scope_1_emissions).toBe((201 * of.gas_used) / 1000);
        expect(of.combined_carbon_emissions).toBe(of.scope_1_emissions + of.scope_2_emissions);
        expect(of.meter_cost).toBe(of.gas_import_cost + of.electricity_import_cost - of.electricity_export_gain);
      }
    }
  });

  test('is measured against its baseline', () => {
    for (const { summed, totals, baseline } of sites) {
      expect(summed.meter_balance).toBe(baseline.meter_cost - totals.meter_cost);
      expect(summed.operating_balance).toBe(baseline.operating_cost - totals.operating_cost);
      expect(summed.cost_balance).toBe(summed.meter_balance - summed.annualised_cost);
      expect(summed.combined_carbon_balance).toBe(summed.carbon_balance_scope_1 + summed.carbon_balance_scope_2);
      expect(summed.npv_balance).toBe(totals.net_present_value - baseline.net_present_value);
    }
  });

  test('costs what its breakdown adds up to', () => {
    for (const { breakdown, metrics } of portfolios.flatMap((portfolio) => portfolio.sites)) {
      expect(metrics.summed.capex).toBe(breakdown.reduce((sum, { cost }) => sum + cost, 0));
      for (const part of breakdown.filter((each) => each.sub_components.length > 0)) {
        expect(part.cost).toBe(part.sub_components.reduce((sum, { cost }) => sum + cost, 0));
      }
    }
  });
});

test('a portfolio is the sum of its sites, and its ratios are those of the sums', () => {
  for (const { metrics, sites: own } of portfolios) {
    for (const name of SUMMED) {
      expect(metrics.summed[name]).toBe(own.reduce((sum, site) => sum + site.metrics.summed[name], 0));
    }
    for (const name of TOTALS) {
      expect(metrics.totals[name]).toBe(own.reduce((sum, site) => sum + site.metrics.totals[name], 0));
      expect(metrics.baseline[name]).toBe(own.reduce((sum, site) => sum + site.metrics.baseline[name], 0));
    }
    const { capex, operating_balance: gain, carbon_balance_scope_1: scope1 } = metrics.summed;
    expect(metrics.payback_horizon).toBe(capex > 0 ? capex / gain : 0);
    expect(metrics.return_on_investment).toBe(capex > 0 ? gain / capex : null);
    expect(metrics.carbon_cost).toBe(scope1 > 0 ? capex / ((scope1 * 20) / 1000) : FLT_MAX);
  }
});

function beats({ summed: b }: Metrics, { summed: a }: Metrics): boolean {
  return (
    b.capex <= a.capex &&
    b.combined_carbon_balance >= a.combined_carbon_balance &&
    b.cost_balance >= a.cost_balance &&
    (b.capex < a.capex || b.combined_carbon_balance > a.combined_carbon_balance || b.cost_balance > a.cost_balance)
  );
}

test('no feasible portfolio of a task is beaten by another, and they trade money for carbon', () => {
  for (const answer of answers) {
    const front = answer.portfolios.filter(({ isFeasible }) => isFeasible);
    expect(front.length).toBeGreaterThan(3);
    for (const { metrics, sites: own } of front) {
      expect(front.some((other) => beats(other.metrics, metrics))).toBe(false);
      expect(metrics.summed.capex).toBeLessThanOrEqual(answer.budget);
      expect(own.every(({ isFeasible }) => isFeasible)).toBe(true);
    }
    const savings = front.map(({ metrics }) => metrics.summed.combined_carbon_balance);
    expect(Math.max(...savings)).toBeGreaterThan(Math.abs(savings[0] ?? 0));
  }
});

test('a site is feasible as it is', () => {
  for (const seed of SEEDS) {
    const world = worldOf(seed);
    expect([0, 1, 2].map((site) => siteCandidates(world, site, YEAR)[0]?.isFeasible)).toEqual([true, true, true]);
  }
});

test('a near miss is too dear or leaves a site cold or dark, and no portfolio of its task beats it', () => {
  const near = answers.flatMap(({ portfolios: all, budget }) =>
    all.filter(({ isFeasible }) => !isFeasible).map((missed) => ({ missed, all, budget })),
  );
  for (const { missed, all, budget } of near) {
    const isTooDear = missed.metrics.summed.capex > budget;
    expect(isTooDear || missed.sites.some(({ isFeasible }) => !isFeasible)).toBe(true);
    expect(all.some(({ isFeasible, metrics }) => isFeasible && beats(metrics, missed.metrics))).toBe(false);
  }
  const dear = near.filter(({ missed, budget }) => missed.metrics.summed.capex > budget);
  expect(dear.length).toBeGreaterThan(0);
  expect(near.length).toBeGreaterThan(dear.length);
});

test('a candidate that is not feasible thins out no front', () => {
  const { metrics } = portfolios[0] ?? {};
  const cheap = metrics && { metrics: { ...metrics, summed: { ...metrics.summed, capex: 1 } }, isFeasible: false };
  const dear = metrics && { metrics: { ...metrics, summed: { ...metrics.summed, capex: 2 } }, isFeasible: true };
  const list = [cheap, dear].flatMap((each) => each ?? []);
  expect(fronts(list)).toEqual({ feasible: [dear], infeasible: [cheap] });
  expect(fronts(list.map((each) => ({ ...each, isFeasible: !each.isFeasible })))).toEqual({
    feasible: [{ ...cheap, isFeasible: true }],
    infeasible: [],
  });
});

test('what costs and saves nothing is never paid back: a larger connection that is ordered already, and only that', () => {
  const never = portfolios
    .flatMap((portfolio) => portfolio.sites)
    .filter(({ metrics }) => metrics.payback_horizon === Number.POSITIVE_INFINITY);
  expect(never.length).toBeGreaterThan(0);
  for (const { breakdown, metrics, scenario } of never) {
    expect(breakdown.map(({ component }) => component)).toEqual(['grid']);
    expect(scenario.gridAdded).toBeGreaterThan(0);
    expect(metrics).toMatchObject({ return_on_investment: 0, carbon_cost: FLT_MAX, summed: { operating_balance: 0 } });
  }
  const paybacks = [...sites, ...portfolios.map(({ metrics }) => metrics)].map(({ payback_horizon: years }) => years);
  expect(paybacks.filter((years) => Number.isNaN(years) || years === Number.NEGATIVE_INFINITY)).toEqual([]);
});

test('without capital cost nothing is paid back and nothing returns', () => {
  const free = portfolios.filter(({ metrics }) => metrics.summed.capex === 0);
  expect(free.length).toBeGreaterThan(0);
  for (const { metrics } of free) {
    expect(metrics).toMatchObject({ payback_horizon: 0, return_on_investment: null, carbon_cost: FLT_MAX });
  }
});

test('a simulation balances: imported and generated energy is used, exported, curtailed, lost or stored', () => {
  for (const seed of SEEDS) {
    const world = worldOf(seed);
    const site = world.site(1);
    const year = siteYear(world, 1, 2024);
    const small = {
      ...baselineOf(seed, site),
      gridImport: 40,
      gridExport: 2,
      boiler: null,
      heatPump: { power: 60, isIncumbent: false },
    };
    const result = simulatorOf(year, 0)(
      {
        ...small,
        solar: site.solar.map(() => 500),
        battery: { capacity: 20, power: 10 },
        tank: 300,
        vehicles: { chargers: 2, flexible: 0.5 },
        tariff: seed % 4,
      },
      0.8,
    );
    const taken = result.electricity_imported + result.electricity_generated;
    const left = result.electricity_exported + result.electricity_curtailed;
    const used =
      result.electricity_demand - result.electrical_shortfall + result.battery_losses + result.battery_charge;
    expect(taken - left).toBeCloseTo(used, 4);
    for (const value of Object.values(result)) {
      expect(value).toBeGreaterThanOrEqual(0);
    }
    expect(result.electricity_curtailed).toBeGreaterThan(0);
    expect(result.electrical_shortfall).toBeGreaterThan(0);
    expect(result.ch_shortfall).toBeGreaterThan(0);
  }
});

test('a grant is no more than the price of its heat pump', () => {
  const site = worldOf(1).site(1);
  const pumpOf = (power: number): number[] =>
    capexBreakdown([], { ...baselineOf(1, site), heatPump: { power, isIncumbent: false } }).map(({ cost }) => cost);
  expect([7, 10, 46].map(pumpOf)).toEqual([[13_030, -7500], [15_700, -7500], [41_850]]);
});

test('prices have each segment at its own rate', () => {
  const cost = { fixed_cost: 100, segments: [{ upper: 10, rate: 5 }], final_rate: 2 };
  expect([0, 4, 10, 15].map((size) => costOf(cost, size))).toEqual([0, 120, 150, 160]);
});

test('what exports bring is a price of tenths of pence, without the dust of a division', () => {
  const world = worldOf(1);
  const site = world.site(0);
  for (let index = 0; index < 200; index += 1) {
    const price = exportPrice(1, index);
    expect(price).toBe(Number(price.toFixed(3)));
    expect(price).toBeGreaterThanOrEqual(0.04);
    expect(price).toBeLessThanOrEqual(0.15);
    expect(scenarioJson(1, { ...site, index }, baselineOf(1, site), YEAR)).toMatchObject({
      grid: { export_tariff: price },
    });
    expect(searchSpaceJson(1, { ...site, index }, YEAR)).toMatchObject({ grid: { export_tariff: [price] } });
  }
});
