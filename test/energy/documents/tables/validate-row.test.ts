import { describe, expect, test } from 'vitest';

import { DOCUMENT_TABLES, validateRow, type RowFault } from '../../../../src/energy/documents/tables/validate-row.ts';

/** What is found in one row of a table that has these columns only. */
function faults(table: string, row: Record<string, unknown>): Pick<RowFault, 'path' | 'kind' | 'severity'>[] {
  const rules = DOCUMENT_TABLES.find((each) => each.table.join('.') === table);
  if (rules === undefined) {
    throw new Error(`no rules for ${table}`);
  }
  return validateRow(rules, row).map(({ path, kind, severity }) => ({ path, kind, severity }));
}

const error = (path: string, kind: RowFault['kind']) => [{ path, kind, severity: 'error' }];
const warning = (path: string, kind: RowFault['kind']) => [{ path, kind, severity: 'warning' }];

const ID = '00000000-0000-4000-8000-000000000000';
const SCENARIO = {
  building: { scalar_heat_load: 1, fabric_intervention_index: 0, floor_area: null, incumbent: true, age: 0 },
  grid: { grid_import: 23, import_headroom: 0.25, tariff_index: 1.0 },
  heat_pump: null,
  solar_panels: [{ yield_scalar: 0, yield_index: 0 }],
};

const inBaseline = (baseline: unknown) => faults('client_info.site_baselines', { baseline });

const inScenario = (scenario: unknown) => faults('optimisation.site_results', { scenario });

const inScore = (score: unknown) =>
  faults('optimisation.site_results', { metric_scenario_environmental_impact_score: score });

const inCapexBreakdown = (value: unknown) => faults('optimisation.site_results', { scenario_capex_breakdown: value });

const inFabricBreakdown = (value: unknown) => faults('heating.metadata', { fabric_cost_breakdown: value });

const inSearchSpace = (range: unknown) => faults('optimisation.site_task_config', { site_range: range });

const inSiteTask = (row: Record<string, unknown>) => faults('optimisation.site_task_config', row);

const inCostModel = (model: unknown) => faults('optimisation.cost_models', { opex_model: model });

const inParams = (params: unknown) => faults('heating.metadata', { params });

const inThermalModel = (value: unknown) => faults('heating.thermal_model', { results: value });

const inTask = (row: Record<string, unknown>) => faults('optimisation.task_config', row);

const inHyperparameters = (type: string, parameters: unknown) =>
  faults('optimisation.task_config', { optimiser_type: type, optimiser_hyperparameters: parameters });

const ofBayesian = (constraints: unknown) => inTask({ optimiser_type: 'Bayesian', portfolio_constraints: constraints });

const inRequest = (type: string, request: unknown) => faults('job_queue.job_status', { job_type: type, request });

const inLink = (type: string, subtype: string | undefined) =>
  faults('data_bundles.dataset_links', { dataset_type: type, dataset_subtype: subtype });

const inId = (value: string) => faults('heating.metadata', { dataset_id: value });

describe('a baseline', () => {
  test('may lack components, have null ones, and a config', () => {
    expect(inBaseline(SCENARIO)).toEqual([]);
    expect(inBaseline({ config: { capex_limit: 1, capex_model: null } })).toEqual([]);
  });

  test('must not be NULL', () => expect(inBaseline(undefined)).toEqual(error('', 'missing')));
  test('must be an object', () => expect(inBaseline([])).toEqual(error('', 'wrong type')));

  test('has neither unknown components nor unknown keys of components', () => {
    expect(inBaseline({ boiler: {} })).toEqual(error('boiler', 'unknown key'));
    expect(inBaseline({ grid: { colour: 'red' } })).toEqual(error('grid.colour', 'unknown key'));
    expect(inBaseline({ solar_panels: [{ tilt: 35 }] })).toEqual(error('solar_panels[].tilt', 'unknown key'));
  });

  test.each([
    ['grid.import_headroom', { grid: { import_headroom: 1.5 } }],
    ['grid.tariff_index', { grid: { tariff_index: 0.5 } }],
    ['building.age', { building: { age: -1 } }],
    ['building.lifetime', { building: { lifetime: 0 } }],
    ['building.floor_area', { building: { floor_area: 0 } }],
    ['gas_heater.boiler_efficiency', { gas_heater: { boiler_efficiency: 1.1 } }],
    ['gas_heater.gas_type', { gas_heater: { gas_type: 'OIL' } }],
    ['heat_pump.heat_source', { heat_pump: { heat_source: 'WATER' } }],
    ['config.npv_time_horizon', { config: { npv_time_horizon: 0 } }],
  ])('is refused beyond the limits of %s', (path, baseline) => {
    expect(inBaseline(baseline)).toEqual(error(path, 'wrong value'));
  });

  test('has no null but for the floor area', () => {
    expect(inBaseline({ grid: { grid_import: null } })).toEqual(error('grid.grid_import', 'wrong type'));
  });
});

describe('a scenario of a result', () => {
  test('may have keys that the services do not know', () => {
    expect(inScenario({ ...SCENARIO, boiler: {}, grid: { colour: 'red' } })).toEqual([]);
  });

  test('keeps to the limits', () => {
    expect(inScenario({ energy_storage_system: { capacity: 0 } })).toEqual(
      error('energy_storage_system.capacity', 'wrong value'),
    );
  });
});

describe('scores', () => {
  test('are whole or NULL', () => {
    expect(inScore(56)).toEqual([]);
    expect(inScore(undefined)).toEqual([]);
    expect(inScore(56.3)).toEqual(error('', 'wrong value'));
    // What PostgreSQL makes of a NaN in JSON.
    expect(inScore('NaN')).toEqual(error('', 'wrong type'));
  });

  test('of a task: at least one evaluation', () => {
    expect(faults('optimisation.task_results', { n_evals: 1 })).toEqual([]);
    expect(faults('optimisation.task_results', { n_evals: 0 })).toEqual(error('', 'wrong value'));
  });
});

describe('a breakdown of costs', () => {
  test('of capital costs may be NULL, nested, and hold grants', () => {
    expect(inCapexBreakdown(undefined)).toEqual([]);
    expect(inCapexBreakdown([{ name: 'Grant', cost: -7500, sub_components: [{ name: 'part', cost: 1 }] }])).toEqual([]);
    expect(inCapexBreakdown([{ name: 'Fabric', sub_components: [{ cost: 1 }] }])).toEqual([
      ...error('[].cost', 'missing'),
      ...error('[].sub_components[].name', 'missing'),
    ]);
  });

  test('of fabric has an area, which may be null', () => {
    expect(inFabricBreakdown([{ name: 'loft', area: null, cost: 1 }])).toEqual([]);
    expect(inFabricBreakdown([{ name: 'loft', cost: 1 }])).toEqual(error('[].area', 'missing'));
  });
});

describe('a search space', () => {
  const plain = { COMPONENT_IS_MANDATORY: true, incumbent: false, age: 0, lifetime: 25 };
  const grid = { grid_import: [23], grid_export: [20], import_headroom: [0.25], tariff_index: [0, 3], ...plain };

  test('has lists, and what is plain beside them', () => {
    expect(inSearchSpace({ grid, building: null })).toEqual([]);
  });

  test('has no empty list, nor one of two kinds', () => {
    expect(inSearchSpace({ grid: { ...grid, tariff_index: [] } })).toEqual(error('grid.tariff_index', 'wrong type'));
    expect(inSearchSpace({ grid: { ...grid, tariff_index: [0, 'a'] } })).toEqual(
      error('grid.tariff_index', 'wrong type'),
    );
  });

  test('has keys that readers pass over', () => {
    expect(inSearchSpace({ grid, config: { any: [] } })).toEqual([]);
    const [fault] = inSearchSpace({ building: { scalar_heat_load: [], age: [] } });
    expect(fault).toMatchObject({ severity: 'warning' });
  });

  test('of a former shape can be read, but not run', () => {
    const { COMPONENT_IS_MANDATORY, ...old } = grid;
    expect(COMPONENT_IS_MANDATORY).toBe(true);
    expect(inSearchSpace({ grid: old })).toEqual(warning('grid.COMPONENT_IS_MANDATORY', 'missing'));
  });
});

describe('settings of a site', () => {
  test('may be NULL but not JSON null', () => {
    expect(inSiteTask({ site_config: undefined })).toEqual([]);
    expect(inSiteTask({ site_config: null })).toEqual(error('', 'wrong type'));
  });

  test('hold the prices and not the id of a cost model', () => {
    expect(inSiteTask({ site_config: { capex_model: ID } })).toEqual(error('capex_model', 'wrong type'));
  });

  test('name their data only where there is no bundle', () => {
    const data = { site_id: 'a', start_ts: '2024-01-01T00:00:00Z', end_ts: '2025-01-01T00:00:00Z' };
    expect(inSiteTask({ bundle_id: ID, site_data: undefined })).toEqual([]);
    expect(inSiteTask({ bundle_id: undefined, site_data: data })).toEqual([]);
    expect(inSiteTask({ bundle_id: undefined, site_data: undefined })).toEqual(error('', 'missing'));
    expect(inSiteTask({ site_data: { site_id: 'a', HeatingLoad: [ID], CarbonIntensity: ID } })).toEqual([]);
    expect(inSiteTask({ site_data: { site_id: 'a', HeatingLoad: 'loft' } })).not.toEqual([]);
    expect(inSiteTask({ bundle_id: undefined, site_data: { start_ts: data.start_ts } })).toEqual(
      error('site_id', 'missing'),
    );
  });
});

describe('a cost model', () => {
  const prices = { fixed_cost: 0, segments: [{ upper: 10, rate: 2 }], final_rate: 1 };
  const names = ['ess_pcs', 'ess_enclosure', 'gas_heater', 'heatpump', 'pv'];
  const opex = Object.fromEntries(names.map((name) => [`${name}_prices`, prices]));

  test('has the prices of every component', () => {
    expect(inCostModel(opex)).toEqual([]);
    expect(inCostModel({ ...opex, pv_prices: undefined })).toHaveLength(1);
    expect(inCostModel(undefined)).toEqual(error('', 'missing'));
  });

  test('has segments that ascend', () => {
    const segments = [
      { upper: 10, rate: 2 },
      { upper: 5, rate: 1 },
    ];
    expect(inCostModel({ ...opex, pv_prices: { ...prices, segments } })).toEqual(
      warning('pv_prices.segments', 'wrong value'),
    );
  });
});

describe('parameters of a heating series', () => {
  test('name the method, else hints fail', () => {
    expect(inParams({ generation_method: 'custom', model: 'ours' })).toEqual([]);
    expect(inParams({ model: 'ours' })).toEqual(error('generation_method', 'missing'));
    expect(inParams({ generation_method: 'guess' })).toEqual(error('generation_method', 'wrong value'));
    expect(inParams(undefined)).toEqual(error('', 'missing'));
  });

  test('of a thermal model name it', () => {
    expect(inParams({ generation_method: 'thermal_model' })).toEqual(warning('thermal_model_dataset_id', 'missing'));
  });
});

test('a thermal model has all that it found, none below 0', () => {
  const results = { scale_factor: 1, ach: 1, u_value: 1, boiler_power: 2e4, setpoint: 21, dhw_usage: 3 };
  expect(inThermalModel(results)).toEqual([]);
  expect(inThermalModel({ ...results, ach: -1 })).toEqual(error('ach', 'wrong value'));
  expect(inThermalModel({ ...results, r2_score: null })).toEqual([]);
});

describe('objectives and constraints', () => {
  test('are metrics of the optimiser', () => {
    expect(inTask({ objectives: ['capex', 'carbon_balance_total'] })).toEqual([]);
    expect(inTask({ objectives: ['combined_carbon_balance'] })).toEqual(warning('[]', 'wrong value'));
    expect(inTask({ portfolio_constraints: { capex: { max: 1 } } })).toEqual([]);
    expect(inTask({ portfolio_constraints: { heat_shortfall: { max: 1 } } })).toHaveLength(1);
  });

  test('of a Bayesian optimisation hold its budget', () => {
    expect(ofBayesian({ capex: { max: 1 } })).toEqual([]);
    expect(ofBayesian({ capex: { min: 1 } })).toEqual(warning('capex.max', 'missing'));
    expect(ofBayesian(undefined)).not.toEqual([]);
  });

  test('may be JSON null only where no reader decodes it', () => {
    expect(inTask({ portfolio_constraints: null, optimiser_hyperparameters: null })).toEqual([]);
    expect(inTask({ objectives: null })).toEqual(error('', 'wrong type'));
    expect(inTask({ objectives: ['capex', null] })).toEqual(error('[]', 'wrong type'));
  });
});

test('hyperparameters are those of the optimiser', () => {
  expect(inHyperparameters('NSGA2', { pop_size: 128, sampling: 'RANDOM' })).toEqual([]);
  expect(inHyperparameters('NSGA2', { pop_size: 0 })).toEqual(warning('pop_size', 'wrong value'));
  expect(inHyperparameters('NSGA2', { pop_size_incr_threshold: 0 })).toEqual(
    warning('pop_size_incr_threshold', 'wrong value'),
  );
  expect(inHyperparameters('Bayesian', { NSGA2_param: { tol: 0 } })).toEqual(warning('NSGA2_param.tol', 'wrong value'));
  expect(inHyperparameters('Anneal', {})).toEqual(error('', 'wrong value'));
});

test('a request has the fields of its job', () => {
  const span = { start_ts: '2024-01-01T00:00:00Z', end_ts: '2025-01-01T00:00:00Z', bundle_metadata: null };
  expect(inRequest('GridCO2Request', { ...span, site_id: 'a' })).toEqual([]);
  expect(inRequest('GridCO2Request', span)).toEqual(warning('site_id', 'missing'));
  expect(inRequest('generate_bundle', {})).toEqual(warning('', 'wrong value'));
});

describe('a link of a bundle', () => {
  test('has a subtype of its type, as JSON text', () => {
    expect(inLink('RenewablesGeneration', '"demo_london_east"')).toEqual([]);
    expect(inLink('HeatingLoad', '["loft"]')).toEqual([]);
    expect(inLink('ImportTariff', '"fixed"')).toEqual([]);
    expect(inLink('CarbonIntensity', undefined)).toEqual([]);
    expect(inLink('RenewablesGeneration', '{"tilt": 35}')).toEqual(warning('', 'wrong type'));
    expect(inLink('ImportTariff', 'fixed')).toEqual(warning('', 'wrong type'));
    expect(inLink('CarbonIntensity', '"x"')).toHaveLength(1);
  });

  test('has a type that is known', () => expect(inLink('Wind', undefined)).toEqual(error('', 'wrong value')));
});

describe('texts', () => {
  test('with set values', () => {
    expect(faults('tariffs.metadata', { provider: 'Elemental Power' })).toEqual(error('', 'wrong value'));
    expect(faults('tariffs.metadata', { provider: 'synthetic', product_name: 'Fixed' })).toEqual(
      warning('', 'wrong value'),
    );
    expect(faults('tariffs.metadata', { provider: 'octopus', product_name: 'Agile' })).toEqual([]);
    expect(faults('heating.structure_elements', { area_type: 'door' })).toEqual(warning('', 'wrong value'));
    expect(faults('heating.feasible_interventions', { intervention_name: 'loft' })).toEqual(warning('', 'wrong value'));
    expect(faults('optimisation.curated_results', { display_name: 'Best return' })).toEqual(warning('', 'wrong value'));
  });

  test('of a site', () => {
    const site = { site_id: 'a', name: 'A', location: 'London', client_id: 'c', address: '1 Street, London, N1 1AA' };
    expect(faults('client_info.site_info', site)).toEqual([]);
    expect(faults('client_info.site_info', { ...site, site_id: 'A' })).toEqual(error('', 'wrong value'));
    expect(faults('client_info.site_info', { ...site, location: undefined })).toEqual(error('', 'missing'));
    expect(faults('client_info.site_info', { ...site, address: '1 Street, N11AA' })).toEqual(
      warning('', 'wrong value'),
    );
    expect(faults('client_info.site_info', { coordinates: { lat: 60.15, lon: -1.14 } })).toEqual(
      warning('lat', 'wrong value'),
    );
    expect(faults('client_info.solar_locations', { azimuth: 365 })).toEqual(error('', 'wrong value'));
  });

  test('an id is a UUID of version 4 or 7', () => {
    expect(inId(ID)).toEqual([]);
    expect(inId('018f0000-0000-7000-8000-000000000001')).toEqual([]);
    expect(inId('018f0000-0000-1000-8000-000000000001')).toEqual(error('', 'wrong value'));
  });
});
