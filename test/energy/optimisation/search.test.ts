import { expect, test, vi } from 'vitest';

import { fabricInterventions, interventionSet } from '../../../src/energy/models/demand/fabric-interventions.ts';
import { exportPrice } from '../../../src/energy/models/grid/tariffs.ts';
import { siteSpan } from '../../../src/energy/models/site-year.ts';
import { HALF_HOUR } from '../../../src/energy/models/calendar/utc-year.ts';
import { batteryPlan, CHARGE, DISCHARGE } from '../../../src/energy/optimisation/battery-plan.ts';
import { capexBreakdown, costsOf } from '../../../src/energy/optimisation/capex-breakdown.ts';
import { totalsOf } from '../../../src/energy/optimisation/metrics.ts';
import { baselineOf, fuelPrice, LIFETIME, standing, type Scenario } from '../../../src/energy/optimisation/scenario.ts';
import { tasksOf } from '../../../src/energy/optimisation/optimise.ts';
import { scenarios } from '../../../src/energy/optimisation/search-space.ts';
import { simulatorOf } from '../../../src/energy/optimisation/simulate.ts';
import { siteCandidates } from '../../../src/energy/optimisation/site-candidates.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';

vi.setConfig({ testTimeout: 60_000 });

const YEAR = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2025, 0, 1) };

test.each([77, 90_210])('what a sample of days finds of seed %i is nearly the best of all scenarios', (seed) => {
  const world = createWorld({ seed, clients: 1, sites: 3, noise: 'none' });
  for (const index of [0, 1, 2]) {
    const site = world.site(index);
    const interventions = fabricInterventions(seed, site);
    const prices = { gas: fuelPrice(seed, site, YEAR), export: exportPrice(seed, index) };
    const run = simulatorOf(siteSpan(world, index, YEAR), site.turbine?.ratedPower ?? 0);
    const costOfYear = (scenario: Scenario): number => {
      const saved = interventionSet(interventions, scenario.fabric).reduce((sum, { saving }) => sum + saving, 0);
      const costs = costsOf(capexBreakdown(interventions, scenario), scenario);
      return totalsOf(run(scenario, 1 - saved), costs, prices).meter_cost + costs.annualised;
    };
    const present = costOfYear(baselineOf(seed, site));
    const best = Math.min(...scenarios(seed, site).map(costOfYear));
    const found = Math.min(...siteCandidates(world, index, YEAR).map(({ scenario }) => costOfYear(scenario)));
    expect((found - best) / present).toBeLessThan(0.01);
  }
});

/** A day of three prices. */
function day(...prices: readonly number[]): Float64Array {
  return Float64Array.from({ length: 48 }, (_, i) => prices[i >> 4] ?? 0);
}

test('a battery charges in cheap hours if the price of the day makes up for its losses, and else serves always', () => {
  expect(new Set(batteryPlan(day(27, 27, 27)))).toEqual(new Set([DISCHARGE]));
  expect(new Set(batteryPlan(day(27, 28, 29)))).toEqual(new Set([DISCHARGE]));
  const plan = batteryPlan(day(12, 20, 40));
  expect([plan[0], plan[47]]).toEqual([CHARGE, DISCHARGE]);
  expect(plan[20]).not.toBe(CHARGE);
});

test('a tank and a battery take from exports, and a vehicle that waits charges at night', () => {
  const world = createWorld({ seed: 3, clients: 1, sites: 12, noise: 'none' });
  const index = Array.from({ length: 12 }, (_, i) => i).find((i) => world.site(i).solar.length > 0) ?? 0;
  const site = world.site(index);
  const series = siteSpan(world, index, YEAR);
  const run = simulatorOf(series, 0);
  const base = { ...baselineOf(3, site), solar: site.solar.map(() => 200), heatPump: null, electricHeat: 0 };
  const boiler = { ...base, boiler: { power: 600, efficiency: 0.9 }, gridExport: 4 };
  const [bare, tank, battery] = [
    boiler,
    { ...boiler, tank: 300 },
    { ...boiler, battery: { capacity: 10, power: 5 } },
  ].map((scenario) => run(scenario, 1));
  expect(tank?.gas_used).toBeLessThan(bare?.gas_used ?? 0);
  expect(tank?.dhw_load).toBe(bare?.dhw_load);
  expect(battery?.electricity_imported).toBeLessThan(bare?.electricity_imported ?? 0);
  const overnight = { ...boiler, solar: site.solar.map(() => 0), tariff: 1 };
  const [at, later] = [0, 0.8].map((flexible) => run({ ...overnight, vehicles: { chargers: 1, flexible } }, 1));
  // What still waits when the year ends.
  expect(later?.electricity_imported).toBeCloseTo(at?.electricity_imported ?? 0, -2);
  expect(later?.electricity_import_cost).toBeLessThan((at?.electricity_import_cost ?? 0) - 200);
});

test('what stands is of many ages, within its lifetime and no older than the building', () => {
  const world = createWorld({ seed: 9, clients: 1, sites: 60, noise: 'none' });
  const ages = Array.from({ length: 60 }, (_, index) => {
    const site = world.site(index);
    const { age } = standing(9, site, 'gas_heater', YEAR);
    expect(age).toBeLessThan(LIFETIME.gas_heater);
    expect(age).toBeLessThanOrEqual(Math.max(1, 2024 - site.yearBuilt));
    return age;
  });
  expect(new Set(ages).size).toBeGreaterThan(8);
});

test.each([
  ['2024-02-29', '2025-03-01'],
  ['2023-07-01', '2023-07-02'],
  ['2024-01-01', '2025-01-01'],
])('the series of %s to %s begin when the span does', (first, last) => {
  const span = { from: Date.parse(first), to: Date.parse(last) };
  const world = createWorld({ seed: 3, clients: 1, sites: 1, noise: 'none' });
  const { from, halfHours } = siteSpan(world, 0, span);
  expect({ from, to: from + halfHours * HALF_HOUR }).toEqual(span);
});

test('a client with several sites has a task over them and one over the first; one with a single site has one task', () => {
  const several = tasksOf(createWorld({ seed: 3, clients: 1, sites: 3, noise: 'none' }), 0);
  expect(several.map(({ number, sites }) => ({ number, sites }))).toEqual([
    { number: 0, sites: [0, 1, 2] },
    { number: 1, sites: [0] },
  ]);
  const single = tasksOf(createWorld({ seed: 3, clients: 1, sites: 1, noise: 'none' }), 0);
  expect(single.map(({ number, sites }) => ({ number, sites }))).toEqual([{ number: 0, sites: [0] }]);
});
