import { describe, expect, test, vi } from 'vitest';

import { checkReadings } from '../../../src/energy/checks/check-readings.ts';
import { correlation, sum } from '../../../src/energy/checks/statistics.ts';
import type { Dataset } from '../../../src/energy/datasets/dataset.ts';
import { electricityDataset } from '../../../src/energy/datasets/meters/electricity-dataset.ts';
import { electricitySynthesisedDataset } from '../../../src/energy/datasets/meters/electricity-synthesised-dataset.ts';
import { gasDataset } from '../../../src/energy/datasets/meters/gas-dataset.ts';
import { heatingDataset } from '../../../src/energy/datasets/series/heating-dataset.ts';
import type { Batch } from '../../../src/seeding/load/batch.ts';
import { meteredElectricity } from '../../../src/energy/models/demand/metered-electricity.ts';
import { KWH_PER_CUBIC_METRE, meteredFuel } from '../../../src/energy/models/demand/metered-fuel.ts';
import { monthsOf, monthlySum } from '../../../src/energy/models/calendar/utc-year.ts';
import { siteYear } from '../../../src/energy/models/site-year.ts';
import { baselineOf } from '../../../src/energy/optimisation/scenario.ts';
import { simulatorOf } from '../../../src/energy/optimisation/simulate.ts';
import type { World } from '../../../src/energy/world/world.ts';
import { valuesOf } from '../batch-rows.ts';
import { sampleWorld } from '../sample-world.ts';

// Whole years take their time where many tests run at once.
vi.setConfig({ testTimeout: 60_000 });

const YEAR = { from: Date.UTC(2023, 0, 1), to: Date.UTC(2024, 0, 1) };

function series(world: World, dataset: Dataset, index: number): Batch[] {
  return [...dataset.batches(world, index, YEAR)].filter(({ columns }) => columns['start_ts'] !== undefined);
}

function numbers(batch: Batch | undefined, name: string): Float64Array {
  return Float64Array.from(batch === undefined ? [] : valuesOf(batch, name), (value) =>
    value === null ? NaN : Number(value),
  );
}

function readings(batch: Batch | undefined) {
  return {
    startTs: numbers(batch, 'start_ts'),
    endTs: numbers(batch, 'end_ts'),
    consumptionKwh: numbers(batch, 'consumption_kwh'),
    unitCost: numbers(batch, 'unit_cost'),
    totalCost: numbers(batch, 'total_cost'),
  };
}

describe.each([11, 12, 13])('the meters of seed %i', (seed) => {
  const world = sampleWorld(seed);

  test('have no gap and no overlap, and cost what they say, exactly', () => {
    for (const index of [0, 1, 7]) {
      for (const dataset of [electricityDataset, gasDataset]) {
        const [batch] = series(world, dataset, index);
        const all = readings(batch);
        expect(checkReadings(dataset.name, all).filter(({ ok }) => !ok)).toEqual([]);
        const exact = all.consumptionKwh.map((kwh, i) => exactCost(kwh, all.unitCost[i] ?? 0));
        expect(all.totalCost).toEqual(exact);
      }
    }
  });

  test('count gas by the cubic metre', () => {
    const [batch] = series(world, gasDataset, 0);
    const [kwh, cubicMetres] = [numbers(batch, 'consumption_kwh'), numbers(batch, 'consumption_m3')];
    expect(kwh.length).toBe(17_520);
    const off = kwh.map((energy, i) => Math.abs(energy - (cubicMetres[i] ?? 0) * KWH_PER_CUBIC_METRE));
    expect(Math.max(...off)).toBeLessThan(1e-5);
  });

  test('of gas burn what heat and hot water take, summed where they are read by the month', () => {
    const [monthly] = series(world, gasDataset, 1);
    const { heating, dhw } = siteYear(world, 1, 2023);
    const { efficiency, capacity } = world.site(1).heating;
    const heat = heating.map((rooms, i) => rooms + (dhw[i] ?? 0));
    const burnt = numbers(monthly, 'consumption_kwh');
    expect(burnt).toHaveLength(12);
    expect(sum(burnt) * efficiency).toBeCloseTo(sum(heat), -1);
    for (const [i, month] of monthsOf(2023).entries()) {
      // What pipes and cylinder keep over the end of a month is less than half an hour of the smallest output.
      expect(Math.abs((burnt[i] ?? 0) * efficiency - monthlySum(heat, month))).toBeLessThan(0.06 * capacity);
    }
  });

  test('agree with what was synthesised of their bills, month by month and by the shape', () => {
    const [real] = series(world, electricityDataset, 0);
    const [made] = series(world, electricitySynthesisedDataset, 0);
    const [metered, synthesised] = [numbers(real, 'consumption_kwh'), numbers(made, 'consumption_kwh')];
    for (const month of monthsOf(2023)) {
      expect(monthlySum(synthesised, month) / monthlySum(metered, month)).toBeCloseTo(1, 4);
    }
    expect(correlation(metered, synthesised)).toBeGreaterThan(0.95);
    expect(metered).not.toEqual(synthesised);
  });

  test('of electricity count the heat pump as simulations do, the worse the colder it is', () => {
    const year = siteYear(world, 8, 2023);
    const counted = numbers(series(world, electricityDataset, 8)[0], 'consumption_kwh');
    const simulated = simulatorOf(year, 0)(baselineOf(seed, world.site(8)), 1);
    expect(Math.abs(sum(counted) - simulated.electricity_imported)).toBeLessThan(0.2);
    const heat = year.heating.map((rooms, i) => rooms + (year.dhw[i] ?? 0));
    const efficiencyOf = (isOfThese: (air: number) => boolean): number => {
      const chosen = [...heat.keys()].filter((i) => isOfThese(year.airTemperature[i] ?? 0));
      const taken = chosen.map((i) => (counted[i] ?? 0) - (year.electricity[i] ?? 0));
      return sum(chosen.map((i) => heat[i] ?? 0)) / sum(taken);
    };
    expect(efficiencyOf((air) => air < 2)).toBeLessThan(2.8);
    expect(efficiencyOf((air) => air > 15)).toBeGreaterThan(2.9);
    expect(series(world, gasDataset, 8)).toEqual([]);
  });

  test('of electricity count heaters of as many kW as there are', () => {
    const site = { ...world.site(8), heating: { kind: 'electric', efficiency: 1, capacity: 30 } } as const;
    const { electricity, heating, dhw } = siteYear(world, 8, 2023);
    const metered = meteredElectricity(seed, site, 2023);
    const given = metered.map((kwh, i) => kwh - (electricity[i] ?? 0));
    const wanted = heating.map((rooms, i) => Math.min(15, rooms + (dhw[i] ?? 0)));
    expect(Math.max(...wanted)).toBe(15);
    expect(sum(given)).toBeCloseTo(sum(wanted), 3);
  });

  test('are those of the year that a site is simulated by', () => {
    const year = siteYear(world, 3, 2023);
    expect(numbers(series(world, electricityDataset, 3)[0], 'consumption_kwh')).toEqual(year.electricity);
    const [heat] = series(world, heatingDataset, 3);
    expect(numbers(heat, 'heating')).toEqual(year.heating);
    expect(numbers(heat, 'air_temperature')).toEqual(year.airTemperature);
  });
});

test.each([
  ['oil_boiler', 'oil', 'sample_3_oil.csv', 'electricity_meters'],
  ['lpg_boiler', 'gas', 'sample_3_lpg.csv', 'gas_meters'],
] as const)('the tank of an %s is read by the month, without cubic meters', (kind, type, filename, table) => {
  const world = sampleWorld(11);
  const heating = { kind, efficiency: 0.86, capacity: 2000 };
  const odd: World = { ...world, site: (index) => ({ ...world.site(index), heating }) };
  const [metadata, rows] = [...gasDataset.batches(odd, 3, YEAR)];
  expect(metadata?.columns).toMatchObject({
    fuel_type: { value: type },
    reading_type: { value: 'manual' },
    filename: { value: filename },
  });
  // Where the services' reader of meters looks for that type.
  expect(rows?.table).toEqual(['client_meters', table]);
  expect(rows?.rows).toBe(12);
  expect(Object.keys(rows?.columns ?? {})).not.toContain('consumption_m3');
  const burnt = sum(meteredFuel(11, odd.site(3), 2023));
  expect(sum(numbers(rows, 'consumption_kwh'))).toBeCloseTo(burnt, 0);
  expect(burnt).toBeGreaterThan(100_000);
});

test('each intervention takes its part off the space heat, and nothing off hot water', () => {
  const batches = series(sampleWorld(11), heatingDataset, 0);
  const totals = batches.map((batch) => sum(numbers(batch, 'heating')));
  expect(batches).toHaveLength(8);
  const [none = 0, loft = 0, cladding = 0, both = 0] = totals;
  expect(loft).toBeLessThan(none);
  expect(cladding).toBeLessThan(none);
  expect(none - both).toBeCloseTo(none - loft + (none - cladding), -1);
  expect(Math.min(...totals)).toBeGreaterThan(0.3 * none);
  expect(batches.every((batch) => sum(numbers(batch, 'dhw')) === sum(numbers(batches[0], 'dhw')))).toBe(true);
});

describe('realistic noise', () => {
  const faulty = series(sampleWorld(11, 10, 'realistic'), electricityDataset, 2)[0];
  const clean = series(sampleWorld(11), electricityDataset, 2)[0];

  test('leaves out readings, but few, and leaves none without a value', () => {
    const values = [faulty].flatMap((batch) => batch ?? []).flatMap((batch) => valuesOf(batch, 'consumption_kwh'));
    expect(values.length).toBeLessThan(17_520);
    expect(values.length).toBeGreaterThan(17_520 * 0.98);
    expect(values.filter((value) => value === null)).toEqual([]);
  });

  test('estimates days, all alike, and has spikes that nothing explains', () => {
    const kwh = numbers(faulty, 'consumption_kwh');
    const flat = kwh.filter((value, i) => i >= 47 && kwh.subarray(i - 47, i).every((before) => before === value));
    expect(flat.length).toBeGreaterThan(0);
    expect(
      Math.max(...kwh.filter((value) => value > 0)) / Math.max(...numbers(clean, 'consumption_kwh')),
    ).toBeGreaterThan(2);
  });

  test('changes no cost out of step with its reading', () => {
    const all = readings(faulty);
    const checks = checkReadings('electricity', all);
    expect(checks.find(({ figure }) => figure === 'overlaps')?.ok).toBe(true);
    expect(checks.find(({ figure }) => figure === 'gaps')?.ok).toBe(false);
    expect(checks.find(({ figure }) => figure.startsWith('costs'))?.ok).toBe(true);
  });
});

/** round(kWh price, 4) of whole numbers, as PostgreSQL has it of numerics. */
function exactCost(kwh: number, price: number): number {
  const product = BigInt(Math.round(kwh * 1000)) * BigInt(Math.round(price * 10_000));
  return Number((product + 500n) / 1000n) / 10_000;
}
