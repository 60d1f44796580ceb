import { GSP_CODES } from '../text-sets.ts';
import type { QueryRule } from './query-rule.ts';

/** The rows of a series that have neither NULL nor NaN in some columns. */
function withoutNull(
  table: string,
  columns: readonly string[],
  severity: QueryRule['severity'],
  key: readonly string[] = ['dataset_id', 'start_ts'],
): QueryRule[] {
  return columns.map((column) => ({
    table,
    column,
    message: 'is NULL or NaN',
    severity,
    reads: [table, `${table}.${column}`],
    sql: `SELECT ${key.join(', ')} FROM ${table} WHERE ${column} IS NULL OR ${column} = 'NaN'`,
  }));
}

/** Meters that were read without any reading in the table where the services look for them. @param fuels which meters, in SQL */
function withReadings(table: string, fuels: string): QueryRule {
  const metadata = 'client_meters.metadata';
  return {
    table: metadata,
    column: 'dataset_id',
    message: `the meter has no rows in ${table}`,
    severity: 'error',
    reads: [metadata, `${metadata}.is_synthesised`, table],
    sql: `SELECT dataset_id FROM ${metadata} AS m WHERE ${fuels} AND NOT is_synthesised
            AND NOT EXISTS (SELECT FROM ${table} AS t WHERE t.dataset_id = m.dataset_id)`,
  };
}

/** Days of which a cache has some rows: it takes them for whole, and asks for no more. */
function inWholeDays(table: string, key: string, time: string, rows: number): QueryRule {
  return {
    table,
    column: time.replaceAll('"', ''),
    message: `the day does not have ${rows} rows, but is taken for whole`,
    severity: 'warning',
    reads: [table],
    sql: `SELECT ${key}, min(${time}) AS ${time} FROM ${table}
           GROUP BY ${key}, date_trunc('day', ${time} AT TIME ZONE 'UTC') HAVING count(*) <> ${rows}`,
  };
}

const CO2 = 'carbon_intensity.grid_co2';
const CACHE = 'carbon_intensity.grid_co2_cache';
const WEATHER = 'weather.visual_crossing';

/** What services read of the series: each is one query, which reads the table once. */
export const SERIES_RULES: readonly QueryRule[] = [
  ...withoutNull('client_meters.electricity_meters', ['consumption_kwh'], 'error'),
  ...withoutNull('client_meters.gas_meters', ['consumption_kwh'], 'error'),
  ...withoutNull('client_meters.electricity_meters_synthesised', ['consumption_kwh'], 'warning'),
  ...withoutNull('heating.synthesised', ['heating', 'dhw', 'air_temperature'], 'warning'),
  ...withoutNull('tariffs.electricity', ['unit_cost'], 'warning'),
  ...withoutNull('renewables.solar_pv', ['solar_generation'], 'warning'),
  ...withoutNull(WEATHER, ['temp', 'humidity', 'windspeed'], 'error', ['location', '"timestamp"']),
  {
    table: 'renewables.solar_pv',
    column: 'end_ts',
    message: 'is NULL',
    severity: 'error',
    reads: ['renewables.solar_pv.end_ts'],
    sql: 'SELECT dataset_id, start_ts FROM renewables.solar_pv WHERE end_ts IS NULL',
  },
  {
    table: CO2,
    column: 'forecast',
    message: 'neither forecast nor actual has a value',
    severity: 'error',
    reads: [CO2],
    // Services read forecast where actual is NULL or NaN.
    sql: `SELECT dataset_id, start_ts FROM ${CO2} WHERE COALESCE(NULLIF(actual, 'NaN'), NULLIF(forecast, 'NaN')) IS NULL`,
  },
  withReadings('client_meters.electricity_meters', `fuel_type <> 'gas'`),
  withReadings('client_meters.gas_meters', `fuel_type = 'gas'`),
  inWholeDays(WEATHER, 'location', '"timestamp"', 24),
  inWholeDays(CACHE, 'gsp_code', 'start_ts', 48),
  {
    table: CACHE,
    column: 'gsp_code',
    message: `is not one of ${GSP_CODES.join(', ')}`,
    severity: 'warning',
    reads: [CACHE],
    sql: `SELECT gsp_code, start_ts FROM ${CACHE} WHERE gsp_code NOT IN (${GSP_CODES.map((code) => `'${code}'`).join(', ')})`,
  },
];
