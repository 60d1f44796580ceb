import { ASHP_DATASET_ID } from '../dataset-link.ts';

/** What must hold between rows of bundles, which no single row shows. */
export interface BundleRule {
  /** Where the fault is. */
  readonly table: string;
  readonly column: string;
  readonly message: string;
  /** Tables that the query reads. */
  readonly reads: readonly string[];
  /** Selects the keys of the rows at fault. */
  readonly sql: string;
}

const BUNDLES = 'data_bundles.metadata';
const LINKS = 'data_bundles.dataset_links';
const JOBS = 'job_queue.job_status';
const SITES = 'client_info.site_info';

/** Each makes an endpoint fail: the lists of latest datasets, or whatever reads the bundle. */
export const BUNDLE_RULES: readonly BundleRule[] = [
  {
    table: SITES,
    column: 'site_id',
    message: 'the site has no bundle with datasets whose jobs are all completed',
    reads: [SITES, BUNDLES, LINKS, JOBS],
    sql: `SELECT site_id FROM ${SITES} AS s WHERE NOT EXISTS (
      SELECT FROM ${BUNDLES} AS b JOIN ${LINKS} USING (bundle_id) WHERE b.site_id = s.site_id AND NOT EXISTS (
        SELECT FROM ${JOBS} AS j WHERE j.bundle_id = b.bundle_id AND j.job_status <> 'completed'))`,
  },
  {
    table: BUNDLES,
    column: 'end_ts',
    message: 'the bundle ends before it starts, or in the future',
    reads: [BUNDLES],
    sql: `SELECT bundle_id FROM ${BUNDLES} WHERE start_ts >= end_ts OR end_ts > now()`,
  },
  {
    table: BUNDLES,
    column: 'start_ts',
    message: 'the bundle does not span whole half-hours',
    reads: [BUNDLES],
    sql: `SELECT bundle_id FROM ${BUNDLES} WHERE extract(epoch FROM end_ts - start_ts)::numeric % 1800 <> 0`,
  },
  {
    table: LINKS,
    column: 'dataset_id',
    message: 'the dataset has more than one link',
    reads: [LINKS],
    sql: `SELECT dataset_id FROM ${LINKS} WHERE dataset_id <> '${ASHP_DATASET_ID}' GROUP BY dataset_id HAVING count(*) > 1`,
  },
  {
    table: LINKS,
    column: 'dataset_id',
    message: `heat pump data other than ${ASHP_DATASET_ID}`,
    reads: [LINKS],
    sql: `SELECT bundle_id, dataset_id FROM ${LINKS} WHERE dataset_type = 'ASHPData' AND dataset_id <> '${ASHP_DATASET_ID}'`,
  },
  {
    table: LINKS,
    column: 'dataset_id',
    message: 'the yield has no rows of solar_pv',
    reads: [LINKS, 'renewables.solar_pv'],
    sql: `SELECT bundle_id, dataset_id FROM ${LINKS} AS l WHERE dataset_type = 'RenewablesGeneration' AND NOT EXISTS (
      SELECT FROM renewables.solar_pv AS s WHERE s.dataset_id = l.dataset_id)`,
  },
];
