import { ASHP_DATASET_ID } from '../dataset-link.ts';
import type { QueryRule } from './query-rule.ts';

const BUNDLES = 'data_bundles.metadata';
const LINKS = 'data_bundles.dataset_links';
const JOBS = 'job_queue.job_status';
const SITES = 'client_info.site_info';

/** Bundles, as `b`, whose jobs are all completed: only their series are read. */
const COMPLETE = `${BUNDLES} AS b WHERE NOT EXISTS (
  SELECT FROM ${JOBS} AS j WHERE j.bundle_id = b.bundle_id AND j.job_status <> 'completed')`;

/** Links, as `l`, of such bundles. */
const COMPLETE_LINKS = `${LINKS} AS l JOIN (SELECT * FROM ${COMPLETE}) AS b USING (bundle_id)`;

/** Where the dataset of a link is, by the type of the link. Data of heat pumps and weather have no row. */
const METADATA: Readonly<Record<string, readonly [table: string, key: string]>> = {
  SiteBaseline: ['client_info.site_baselines', 'baseline_id'],
  GasMeterData: ['client_meters.metadata', 'dataset_id'],
  ElectricityMeterData: ['client_meters.metadata', 'dataset_id'],
  ElectricityMeterDataSynthesised: ['client_meters.metadata', 'dataset_id'],
  RenewablesGeneration: ['renewables.metadata', 'dataset_id'],
  HeatingLoad: ['heating.metadata', 'dataset_id'],
  ImportTariff: ['tariffs.metadata', 'dataset_id'],
  CarbonIntensity: ['carbon_intensity.metadata', 'dataset_id'],
  ThermalModel: ['heating.thermal_model', 'dataset_id'],
  PHPP: ['heating.structure_metadata', 'structure_id'],
};

/** Series with a row for each half-hour of the bundle, by the type of the link. */
const HALF_HOURLY: Readonly<Record<string, string>> = {
  HeatingLoad: 'heating.synthesised',
  ElectricityMeterDataSynthesised: 'client_meters.electricity_meters_synthesised',
  CarbonIntensity: 'carbon_intensity.grid_co2',
};

const HALF_HOURS = 'extract(epoch FROM b.end_ts - b.start_ts) / 1800';

function linkRule(
  message: string,
  severity: QueryRule['severity'],
  reads: readonly string[],
  sql: string,
  column = 'dataset_id',
): QueryRule {
  return { table: LINKS, column, message, severity, reads: [LINKS, BUNDLES, JOBS, ...reads], sql };
}

function requiredTypes(types: readonly string[], severity: QueryRule['severity']): QueryRule {
  const list = types.map((type) => `'${type}'`).join(', ');
  return {
    table: BUNDLES,
    column: 'bundle_id',
    message: `the bundle has no ${types.join(' and no ')}`,
    severity,
    reads: [BUNDLES, LINKS, JOBS],
    sql: `SELECT bundle_id FROM ${COMPLETE}
            AND EXISTS (SELECT FROM ${LINKS} AS l WHERE l.bundle_id = b.bundle_id)
            AND NOT EXISTS (SELECT FROM ${LINKS} AS l WHERE l.bundle_id = b.bundle_id AND dataset_type IN (${list}))`,
  };
}

/** Each makes an endpoint fail: the lists of latest datasets, or whatever reads the bundle; or the optimiser refuses the bundle. */
export const BUNDLE_RULES: readonly QueryRule[] = [
  {
    table: SITES,
    column: 'site_id',
    message: 'the site has no bundle with datasets whose jobs are all completed',
    severity: 'error',
    reads: [SITES, BUNDLES, LINKS, JOBS],
    sql: `SELECT site_id FROM ${SITES} AS s WHERE NOT EXISTS (
            SELECT FROM ${COMPLETE_LINKS} WHERE b.site_id = s.site_id)`,
  },
  {
    table: BUNDLES,
    column: 'end_ts',
    message: 'the bundle ends before it starts, or in the future',
    severity: 'error',
    reads: [BUNDLES],
    sql: `SELECT bundle_id FROM ${BUNDLES} WHERE start_ts >= end_ts OR end_ts > now()`,
  },
  {
    table: BUNDLES,
    column: 'start_ts',
    message: 'the bundle does not span whole half-hours',
    severity: 'error',
    reads: [BUNDLES],
    sql: `SELECT bundle_id FROM ${BUNDLES} WHERE extract(epoch FROM end_ts - start_ts)::numeric % 1800 <> 0`,
  },
  requiredTypes(['HeatingLoad'], 'error'),
  requiredTypes(['ImportTariff'], 'error'),
  requiredTypes(['ElectricityMeterData', 'ElectricityMeterDataSynthesised'], 'error'),
  requiredTypes(['RenewablesGeneration'], 'warning'),
  requiredTypes(['CarbonIntensity'], 'warning'),
  requiredTypes(['ASHPData'], 'warning'),
  linkRule(
    'the dataset has more than one link',
    'error',
    [],
    `SELECT dataset_id FROM ${LINKS} WHERE dataset_id <> '${ASHP_DATASET_ID}' GROUP BY dataset_id HAVING count(*) > 1`,
  ),
  linkRule(
    `heat pump data other than ${ASHP_DATASET_ID}`,
    'error',
    [],
    `SELECT bundle_id, dataset_id FROM ${LINKS} WHERE dataset_type = 'ASHPData' AND dataset_id <> '${ASHP_DATASET_ID}'`,
  ),
  linkRule(
    'the bundle has more than one dataset of a type that has no order',
    'warning',
    [],
    `SELECT bundle_id, dataset_type FROM ${LINKS}
      WHERE dataset_type IN ('SiteBaseline', 'CarbonIntensity', 'ASHPData', 'ElectricityMeterData', 'ElectricityMeterDataSynthesised')
      GROUP BY bundle_id, dataset_type HAVING count(*) > 1`,
    'dataset_type',
  ),
  linkRule(
    'the orders of these datasets of the bundle do not count from 0',
    'warning',
    [`${LINKS}.dataset_order`],
    `SELECT bundle_id, dataset_type FROM ${COMPLETE_LINKS}
      WHERE dataset_type IN ('HeatingLoad', 'ImportTariff', 'RenewablesGeneration')
      GROUP BY bundle_id, dataset_type
      HAVING count(DISTINCT dataset_order) <> count(*) OR min(dataset_order) <> 0 OR max(dataset_order) <> count(*) - 1`,
    'dataset_order',
  ),
  ...Object.entries(METADATA).map(([type, [table, key]]) =>
    linkRule(
      `${type}: ${table} has no such row`,
      'error',
      [table],
      `SELECT bundle_id, l.dataset_id FROM ${COMPLETE_LINKS} WHERE dataset_type = '${type}'
          AND NOT EXISTS (SELECT FROM ${table} AS d WHERE d.${key} = l.dataset_id)`,
    ),
  ),
  ...Object.entries(HALF_HOURLY).map(([type, table]) =>
    linkRule(
      `${type}: ${table} does not have a row for each half-hour of the bundle`,
      'error',
      [table],
      `SELECT bundle_id, l.dataset_id FROM ${COMPLETE_LINKS} WHERE dataset_type = '${type}' AND ${HALF_HOURS} <> (
         SELECT count(DISTINCT s.start_ts) FROM ${table} AS s
          WHERE s.dataset_id = l.dataset_id AND s.start_ts >= b.start_ts AND s.start_ts < b.end_ts)`,
    ),
  ),
  linkRule(
    'ElectricityMeterData without synthesised data beside it does not have a row for each half-hour of the bundle',
    'error',
    ['client_meters.electricity_meters'],
    `SELECT bundle_id, l.dataset_id FROM ${COMPLETE_LINKS} WHERE dataset_type = 'ElectricityMeterData'
        AND NOT EXISTS (SELECT FROM ${LINKS} AS o WHERE o.bundle_id = l.bundle_id
                           AND o.dataset_type = 'ElectricityMeterDataSynthesised')
        AND ${HALF_HOURS} <> (SELECT count(DISTINCT s.start_ts) FROM client_meters.electricity_meters AS s
                               WHERE s.dataset_id = l.dataset_id AND s.start_ts >= b.start_ts AND s.start_ts < b.end_ts)`,
  ),
  linkRule(
    'the prices do not reach from the first to the last half-hour of the bundle',
    'error',
    ['tariffs.electricity'],
    `SELECT bundle_id, l.dataset_id FROM ${COMPLETE_LINKS} WHERE dataset_type = 'ImportTariff' AND NOT COALESCE((
       SELECT min(t.start_ts) <= b.start_ts AND max(t.start_ts) >= b.end_ts - interval '30 minutes'
         FROM tariffs.electricity AS t WHERE t.dataset_id = l.dataset_id), false)`,
  ),
  linkRule(
    'the yield has no rows of solar_pv',
    'error',
    ['renewables.solar_pv'],
    `SELECT bundle_id, l.dataset_id FROM ${COMPLETE_LINKS} WHERE dataset_type = 'RenewablesGeneration' AND NOT EXISTS (
       SELECT FROM renewables.solar_pv AS s
        WHERE s.dataset_id = l.dataset_id AND s.start_ts >= b.start_ts AND s.start_ts < b.end_ts)`,
  ),
];
