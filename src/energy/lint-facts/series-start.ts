import type { CatalogTable } from '../../lint/state/catalog-table.ts';

/** Names of the column in which an interval begins, where it is not `start_ts`. */
const OTHER_NAMES = ['timestamp', 'ts'];

const MEASURED = /^(?:double precision|real|numeric)/;

/**
 * The column in which the intervals of a series begin; undefined for other tables. A column `timestamp` makes a series of
 * a table only beside measured values: logs and audits have one too.
 */
export function seriesStart({ columns }: CatalogTable): string | undefined {
  if (columns.has('start_ts')) {
    return 'start_ts';
  }
  const isMeasured = [...columns.values()].some(({ type }) => MEASURED.test(type));
  return OTHER_NAMES.find((name) => isMeasured && columns.get(name)?.type.startsWith('timestamp') === true);
}
