import { beforeAll, expect, test } from 'vitest';

import { resultsDataset } from '../../../src/energy/datasets/optimisation/results-dataset.ts';
import { tasksDataset } from '../../../src/energy/datasets/optimisation/tasks-dataset.ts';
import { sum as totalOf } from '../../../src/energy/checks/statistics.ts';
import { meteredElectricity, usedElectricity } from '../../../src/energy/models/demand/metered-electricity.ts';
import { FLT_MAX } from '../../../src/energy/optimisation/metrics.ts';
import type { CellValue } from '../../../src/seeding/load/batch.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { valuesOf } from '../batch-rows.ts';

type Row = Readonly<Record<string, CellValue | undefined>>;

const SPAN = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2025, 0, 1) };

const WORLDS = [1, 2, 3].map((seed) =>
  createWorld({ seed, clients: 3, sites: seed === 1 ? 12 : 4, noise: 'none', demo: false }),
);

let rows: ReadonlyMap<string, readonly Row[]> = new Map();

function rowsOf(table: string): readonly Row[] {
  const found = rows.get(`optimisation.${table}`) ?? [];
  expect(found).not.toEqual([]);
  return found;
}

function objectOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? { ...json } : {};
}

function listOf(json: unknown): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(json) ? json : [];
  return list;
}

beforeAll(() => {
  const batches = WORLDS.flatMap((world) =>
    [0, 1, 2].flatMap((client) => [
      ...tasksDataset.batches(world, client, SPAN),
      ...resultsDataset.batches(world, client, SPAN),
    ]),
  );
  const tables = new Map<string, Row[]>();
  for (const batch of batches) {
    const names = Object.keys(batch.columns);
    const columns = names.map((name) => valuesOf(batch, name));
    const ofBatch = Array.from({ length: batch.rows }, (_, row) =>
      Object.fromEntries(names.map((name, i) => [name, columns[i]?.[row]])),
    );
    tables.set(batch.table.join('.'), [...(tables.get(batch.table.join('.')) ?? []), ...ofBatch]);
  }
  rows = tables;
}, 120_000);

test('a site takes in the baseline what its meter counts, whatever it is heated by, and uses what its panels give besides', () => {
  const sites = WORLDS.flatMap((world) =>
    Array.from({ length: world.options.sites }, (_, index) => ({ seed: world.options.seed, site: world.site(index) })),
  );
  const plants = new Set<string>();
  for (const row of rowsOf('site_results')) {
    const of = sites.filter(({ site }) => site.id === row['site_id']);
    const off = of.map(({ seed, site }) => {
      plants.add(site.heating.kind);
      const used = totalOf(usedElectricity(seed, site, 2024)) - Number(row['metric_baseline_electricity_used']);
      const counted =
        totalOf(meteredElectricity(seed, site, 2024)) - Number(row['metric_baseline_electricity_imported']);
      // The meter of a turbine is another.
      return Math.max(Math.abs(used), site.turbine === null ? Math.abs(counted) : 0);
    });
    expect(Math.min(...off)).toBeLessThan(0.2);
  }
  expect(plants).toContain('heat_pump');
}, 120_000);

test('the scenario in the preview is the best feasible one', () => {
  const portfolios = rowsOf('portfolio_results');
  const picks = rowsOf('curated_results');
  for (const { portfolio_id: id } of picks) {
    expect(portfolios.find((portfolio) => portfolio['portfolio_id'] === id)?.['is_feasible']).toBe(true);
  }
  for (const { portfolio_id: id, task_id: task } of picks.filter((pick) => pick['display_name'] === 'Carbon balance')) {
    const feasible = portfolios.filter((each) => each['task_id'] === task && each['is_feasible'] === true);
    const balances = feasible.map((each) => each['metric_combined_carbon_balance']);
    const picked = feasible.find((each) => each['portfolio_id'] === id);
    expect(picked?.['metric_combined_carbon_balance']).toBe(Math.max(...balances.map(Number)));
  }
  expect(picks).toHaveLength(3 * rowsOf('task_results').length);
});

const SIDES = ['total', 'baseline'] as const;

/** [what is stored, what it adds up from] of each additive identity of a row. */
function identitiesOf(row: Row): [stored: unknown, derived: number][] {
  const of = (name: string): number => Number(row[`metric_${name}`]);
  const bySide = SIDES.flatMap((side): [string, number][] => {
    const its = (name: string): number => of(`${side}_${name}`);
    return [
      [
        `${side}_electricity_used`,
        its('electricity_imported') +
          its('electricity_generated') -
          its('electricity_exported') -
          its('electricity_curtailed'),
      ],
      [`${side}_heat_load`, its('dhw_load') + its('ch_load')],
      [`${side}_heat_shortfall`, its('ch_shortfall') + its('dhw_shortfall')],
      [`${side}_scope_1_emissions`, (201 * its('gas_used')) / 1000],
      [`${side}_combined_carbon_emissions`, its('scope_1_emissions') + its('scope_2_emissions')],
      [`${side}_meter_cost`, its('gas_import_cost') + its('electricity_import_cost') - its('electricity_export_gain')],
    ];
  });
  const saved = (name: string): number => of(`baseline_${name}`) - of(`total_${name}`);
  const balances: [string, number][] = [
    ['carbon_balance_scope_1', saved('scope_1_emissions')],
    ['carbon_balance_scope_2', saved('scope_2_emissions')],
    ['combined_carbon_balance', saved('combined_carbon_emissions')],
    ['combined_carbon_balance', of('carbon_balance_scope_1') + of('carbon_balance_scope_2')],
    ['meter_balance', saved('meter_cost')],
    ['operating_balance', saved('operating_cost')],
    ['cost_balance', of('meter_balance') - of('annualised_cost')],
    ['npv_balance', of('total_net_present_value') - of('baseline_net_present_value')],
  ];
  return [...bySide, ...balances].map(([name, derived]) => [row[`metric_${name}`], derived]);
}

test('every identity holds to the last bit, of sites and of portfolios', () => {
  for (const row of [...rowsOf('site_results'), ...rowsOf('portfolio_results')]) {
    for (const [stored, derived] of identitiesOf(row)) {
      expect(stored).toBe(derived);
    }
  }
});

const RATIOS = new Set(['metric_payback_horizon', 'metric_carbon_cost', 'metric_return_on_investment']);

test('a portfolio is the sum of its sites to the last bit, whatever their order', () => {
  for (const portfolio of rowsOf('portfolio_results')) {
    const own = rowsOf('site_results').filter((row) => row['portfolio_id'] === portfolio['portfolio_id']);
    const summed = Object.keys(portfolio).filter((name) => name.startsWith('metric_') && !RATIOS.has(name));
    for (const name of summed) {
      expect(own.reduce((sum, row) => sum + Number(row[name]), 0)).toBe(portfolio[name]);
      expect(own.toReversed().reduce((sum, row) => sum + Number(row[name]), 0)).toBe(portfolio[name]);
    }
  }
});

test('few sites are infeasible, each for the heat or the electricity that it lacks, and none without a heat pump or vehicles', () => {
  const sites = rowsOf('site_results');
  const allowed = new Map(rowsOf('site_task_config').map((row) => [row['site_id'], objectOf(row['site_constraints'])]));
  const lacking = sites.filter((row) => {
    const most = (name: string): number => Number(objectOf(allowed.get(row['site_id'])?.[name])['max']);
    expect(most('total_heat_shortfall')).toBeLessThan(0.003 * Number(row['metric_baseline_heat_load']));
    return (
      Number(row['metric_total_electrical_shortfall']) > most('total_electrical_shortfall') ||
      Number(row['metric_total_heat_shortfall']) > most('total_heat_shortfall') ||
      Number(row['metric_peak_hload_shortfall']) > most('peak_hload_shortfall')
    );
  });
  const infeasible = sites.filter((row) => row['is_feasible'] === false);
  expect(infeasible).toEqual(lacking);
  expect(infeasible.some((row) => Number(row['metric_total_electrical_shortfall']) > 0)).toBe(true);
  expect(infeasible.length).toBeLessThan(sites.length / 3);
  for (const row of infeasible) {
    expect(Object.keys(objectOf(row['scenario']))).toEqual(
      expect.arrayContaining([expect.stringMatching('heat_pump|electric_vehicles')]),
    );
    expect(row).toMatchObject({ metric_baseline_electrical_shortfall: 0 });
  }
});

test.for(['site_results', 'portfolio_results'])(
  '%s has ratios without a value: NULL, infinite and FLT_MAX',
  (table) => {
    const values = rowsOf(table).flatMap((row) => [...RATIOS].map((name) => row[name]));
    expect(values).toEqual(expect.arrayContaining([null, Number.POSITIVE_INFINITY, FLT_MAX]));
  },
);

test('a larger connection is new, mandatory, paid for in every scenario, and leaves the tariff as it is', () => {
  const ordered = rowsOf('site_results').filter((row) =>
    listOf(row['scenario_capex_breakdown']).some((part) => objectOf(part)['component'] === 'grid'),
  );
  expect(ordered.length).toBeGreaterThan(0);
  const ids = new Set(ordered.map((row) => row['site_id']));
  for (const row of rowsOf('site_results')) {
    const isOrdered = ids.has(row['site_id']);
    const grid = objectOf(objectOf(row['scenario'])['grid']);
    expect(grid['incumbent']).toBe(!isOrdered);
    expect(Number(grid['age']) > 0).toBe(!isOrdered);
    expect(ordered.includes(row)).toBe(isOrdered);
  }
  for (const { site_id: id, site_range: range } of rowsOf('site_task_config')) {
    expect(range).toMatchObject({ grid: { COMPONENT_IS_MANDATORY: true } });
    const tariffs = objectOf(objectOf(range)['grid'])['tariff_index'];
    expect(ids.has(id) ? [[0]] : [[0], [0, 1, 2, 3]]).toContainEqual(tariffs);
  }
});

test('a scenario has the components that stand, each with its age, its lifetime and whether it stood before', () => {
  for (const { scenario } of rowsOf('site_results')) {
    const { solar_panels: panels, ...single } = objectOf(scenario);
    expect(Object.keys(single)).toEqual(expect.arrayContaining(['building', 'grid']));
    for (const component of [...Object.values(single), ...listOf(panels)]) {
      expect(component).toMatchObject({
        age: expect.any(Number),
        lifetime: expect.any(Number),
        incumbent: expect.any(Boolean),
      });
    }
  }
});

test('a search space says of each component whether it is mandatory and what stands, and has lists of values', () => {
  for (const { site_range: range } of rowsOf('site_task_config')) {
    const { solar_panels: panels, ...single } = objectOf(range);
    expect(single).toMatchObject({
      building: { COMPONENT_IS_MANDATORY: true },
      grid: { COMPONENT_IS_MANDATORY: true },
      energy_storage_system: { COMPONENT_IS_MANDATORY: false },
    });
    for (const component of [...Object.values(single), ...listOf(panels)]) {
      const { COMPONENT_IS_MANDATORY: isMandatory, incumbent, age, lifetime, ...values } = objectOf(component);
      expect([isMandatory, incumbent].map((value) => typeof value)).toEqual(['boolean', 'boolean']);
      expect(Number(lifetime)).toBeGreaterThan(Number(age));
      const { floor_area: area = 1, fixed_gas_price: price = 1, ...lists } = values;
      expect([area, price].map((value) => typeof value)).toEqual(['number', 'number']);
      for (const list of Object.values(lists)) {
        expect(list).toEqual([expect.anything(), ...listOf(list).slice(1)]);
      }
    }
  }
});

test('a capital cost has a breakdown of named parts, and only grants are negative', () => {
  for (const { scenario_capex_breakdown: breakdown, metric_capex: capex } of rowsOf('site_results')) {
    const parts = listOf(breakdown).map(objectOf);
    expect(capex).toBe(parts.reduce((sum, part) => sum + Number(part['cost']), 0));
    expect(capex).toBeGreaterThanOrEqual(0);
    for (const part of parts) {
      expect(Object.keys(part)).toEqual(['name', 'component', 'cost', 'sub_components']);
      expect(Number(part['cost']) < 0).toBe(part['name'] === 'Boiler Upgrade Scheme');
    }
  }
});
