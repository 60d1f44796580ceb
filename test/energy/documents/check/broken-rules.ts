import { expect, test } from 'vitest';

import { database, broken } from './rule-database.ts';
import { everyNth, type Part } from '../../../suite-part.ts';

const LINKS = 'data_bundles.dataset_links';

const TYPES = (type: string): string => `WHERE dataset_type = '${type}'`;

/** What breaks a row, and the rule that it breaks. */
const FAULTS: readonly (readonly [sql: string, message: string])[] = [
  [
    `UPDATE job_queue.job_status SET job_status = 'error'`,
    'client_info.site_info.site_id: the site has no bundle with datasets whose jobs are all completed',
  ],
  [
    `UPDATE data_bundles.metadata SET end_ts = now() + interval '1 day'`,
    'data_bundles.metadata.end_ts: the bundle ends before it starts, or in the future',
  ],
  [
    `UPDATE data_bundles.metadata SET end_ts = end_ts - interval '1 minute'`,
    'data_bundles.metadata.start_ts: the bundle does not span whole half-hours',
  ],
  ...['HeatingLoad', 'ImportTariff', 'RenewablesGeneration', 'CarbonIntensity', 'ASHPData'].map(
    (type): [string, string] => [
      `DELETE FROM ${LINKS} ${TYPES(type)}`,
      `data_bundles.metadata.bundle_id: the bundle has no ${type}`,
    ],
  ),
  [
    `DELETE FROM ${LINKS} WHERE dataset_type LIKE 'ElectricityMeterData%'`,
    'data_bundles.metadata.bundle_id: the bundle has no ElectricityMeterData and no ElectricityMeterDataSynthesised',
  ],
  [
    `INSERT INTO ${LINKS} SELECT * FROM ${LINKS} ${TYPES('GasMeterData')}`,
    `${LINKS}.dataset_id: the dataset has more than one link`,
  ],
  [
    `INSERT INTO ${LINKS} SELECT * FROM ${LINKS} ${TYPES('SiteBaseline')}`,
    `${LINKS}.dataset_type: the bundle has more than one dataset of a type that has no order`,
  ],
  [
    `UPDATE ${LINKS} SET dataset_id = gen_random_uuid() ${TYPES('ASHPData')}`,
    `${LINKS}.dataset_id: heat pump data other than 00000000-0000-4000-8000-000000000000`,
  ],
  [
    `UPDATE ${LINKS} SET dataset_order = dataset_order + 1 ${TYPES('ImportTariff')}`,
    `${LINKS}.dataset_order: the orders of these datasets of the bundle do not count from 0`,
  ],
  ...[
    ['SiteBaseline', 'client_info.site_baselines'],
    ['GasMeterData', 'client_meters.metadata'],
    ['ElectricityMeterData', 'client_meters.metadata'],
    ['ElectricityMeterDataSynthesised', 'client_meters.metadata'],
    ['RenewablesGeneration', 'renewables.metadata'],
    ['HeatingLoad', 'heating.metadata'],
    ['ImportTariff', 'tariffs.metadata'],
    ['CarbonIntensity', 'carbon_intensity.metadata'],
  ].map(([type = '', table = '']): [string, string] => [
    `UPDATE ${LINKS} SET dataset_id = gen_random_uuid() ${TYPES(type)}`,
    `${LINKS}.dataset_id: ${type}: ${table} has no such row`,
  ]),
  ...[
    ['ThermalModel', 'heating.thermal_model'],
    ['PHPP', 'heating.structure_metadata'],
  ].map(([type = '', table = '']): [string, string] => [
    `UPDATE ${LINKS} SET dataset_type = '${type}' ${TYPES('GasMeterData')}`,
    `${LINKS}.dataset_id: ${type}: ${table} has no such row`,
  ]),
  ...[
    ['HeatingLoad', 'heating.synthesised'],
    ['ElectricityMeterDataSynthesised', 'client_meters.electricity_meters_synthesised'],
    ['CarbonIntensity', 'carbon_intensity.grid_co2'],
  ].map(([type = '', table = '']): [string, string] => [
    `DELETE FROM ${table} WHERE start_ts = '2024-01-01 10:00Z'`,
    `${LINKS}.dataset_id: ${type}: ${table} does not have a row for each half-hour of the bundle`,
  ]),
  [
    `WITH gone AS (DELETE FROM ${LINKS} ${TYPES('ElectricityMeterDataSynthesised')})
     DELETE FROM client_meters.electricity_meters WHERE start_ts = '2024-01-01 10:00Z'`,
    `${LINKS}.dataset_id: ElectricityMeterData without synthesised data beside it does not have a row for each half-hour of the bundle`,
  ],
  [
    `DELETE FROM tariffs.electricity WHERE start_ts = '2024-01-02 23:30Z'`,
    `${LINKS}.dataset_id: the prices do not reach from the first to the last half-hour of the bundle`,
  ],
  [`DELETE FROM renewables.solar_pv`, `${LINKS}.dataset_id: the yield has no rows of solar_pv`],
  [
    `WITH gone AS (DELETE FROM heating.thermal_model)
     UPDATE heating.metadata SET fabric_cost_total = NULL,
            params = '{"generation_method": "thermal_model", "thermal_model_dataset_id": "${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(12)}"}'`,
    'heating.metadata.params: names a thermal model that is not there, and has no cost of its own',
  ],
  [
    `UPDATE optimisation.site_task_config SET site_config = NULL`,
    'optimisation.site_results.scenario: has no config, and the site of the task has none either',
  ],
  [
    `UPDATE optimisation.site_task_config SET site_range = '{"grid": {"grid_import": [1], "COMPONENT_IS_MANDATORY": true},
       "heat_pump": null, "solar_panels": [{"yield_scalar": [1]}, {"yield_scalar": [2]}]}'`,
    'optimisation.site_task_config.site_range: nothing of the task is optional, and no list has two values: there is nothing to search',
  ],
  [
    `UPDATE optimisation.task_config SET optimiser_type = 'Bayesian'`,
    'optimisation.task_config.optimiser_type: Bayesian takes two sites or more',
  ],
  ...[
    ['client_meters.electricity_meters', 'consumption_kwh'],
    ['client_meters.gas_meters', 'consumption_kwh'],
    ['client_meters.electricity_meters_synthesised', 'consumption_kwh'],
    ['heating.synthesised', 'heating'],
    ['heating.synthesised', 'dhw'],
    ['heating.synthesised', 'air_temperature'],
    ['tariffs.electricity', 'unit_cost'],
    ['renewables.solar_pv', 'solar_generation'],
    ['weather.visual_crossing', 'temp'],
    ['weather.visual_crossing', 'humidity'],
    ['weather.visual_crossing', 'windspeed'],
  ].map(([table = '', column = '']): [string, string] => [
    `UPDATE ${table} SET ${column} = 'NaN'`,
    `${table}.${column}: is NULL or NaN`,
  ]),
  [`UPDATE renewables.solar_pv SET end_ts = NULL`, 'renewables.solar_pv.end_ts: is NULL'],
  ...[`NULL, NULL`, `NULL, 'NaN'`, `'NaN', NULL`, `'NaN', 'NaN'`].map((values): [string, string] => [
    `UPDATE carbon_intensity.grid_co2 SET (actual, forecast) = (${values})`,
    'carbon_intensity.grid_co2.forecast: neither forecast nor actual has a value',
  ]),
  ...['electricity', 'gas'].map((fuel): [string, string] => [
    `DELETE FROM client_meters.${fuel}_meters`,
    `client_meters.metadata.dataset_id: the meter has no rows in client_meters.${fuel}_meters`,
  ]),
  [
    `DELETE FROM weather.visual_crossing WHERE "timestamp" = '2024-01-01 10:00Z'`,
    'weather.visual_crossing.timestamp: the day does not have 24 rows, but is taken for whole',
  ],
  [
    `DELETE FROM carbon_intensity.grid_co2_cache WHERE start_ts = '2024-01-01 10:00Z'`,
    'carbon_intensity.grid_co2_cache.start_ts: the day does not have 48 rows, but is taken for whole',
  ],
  [
    `CREATE TABLE carbon_intensity.other PARTITION OF carbon_intensity.grid_co2_cache FOR VALUES IN ('Q');
     INSERT INTO carbon_intensity.grid_co2_cache (gsp_code, start_ts, end_ts) VALUES ('Q', '2024-01-01Z', '2024-01-01 00:30Z')`,
    'carbon_intensity.grid_co2_cache.gsp_code: is not one of uk, A, B, C, D, E, F, G, H, J, K, L, M, N, P',
  ],
];

/** Cases of the part. */
export function testFaults(part: Part): void {
  test.each(everyNth(part, 6, FAULTS))('%s', async (sql, message) => {
    await database.client.query(sql);
    expect(await broken()).toContain(message);
  });
}
