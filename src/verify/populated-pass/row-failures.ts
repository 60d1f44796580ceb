import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { serverFields } from '../../migrations/runner/sql-error.ts';
import type { FailedRun } from '../sandbox/file-runner.ts';
import { RootTables } from './root-tables.ts';

/**
 * Whether the values do not fit a constraint, a cast or a check of a file or trigger (P0001, 21000), so that other values
 * might fit. Not so for NOT NULL, since rows without a value have NULL, nor for P0001 where the user supplies rows.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html classes 22 and 23
 */
export function dependsOnValues({ error }: FailedRun, { hasUserRows }: { hasUserRows: boolean }): boolean {
  const { code = '' } = serverFields(error);
  return (/^2[23]/.test(code) && code !== '23502') || code === '21000' || (code === 'P0001' && !hasUserRows);
}

/** What to do about rows that the up rejects. */
export function fixForUnfitRows({ error }: FailedRun): string {
  const { code = '' } = serverFields(error);
  return code === '23503' || code === '23514'
    ? 'Make the rows fit first (UPDATE, DELETE), or add the constraint NOT VALID.'
    : 'Make the rows fit first (UPDATE, DELETE).';
}

/** Whether a value was unsuitable for a cast or a sum. */
export function isDataException({ error }: FailedRun): boolean {
  return serverFields(error).code?.startsWith('22') === true;
}

/** The table that an error names, as the snapshot writes it; for a partition, the root. */
export function tableOf({ error }: FailedRun, state: CatalogSnapshot): string | undefined {
  const { schemaName, tableName } = serverFields(error);
  const name = unquoted(`${schemaName}.${tableName}`);
  const found = state.objects.find((each) => each.kind === 'table' && unquoted(each.name) === name)?.name;
  return schemaName === undefined || found === undefined ? undefined : new RootTables(state).rootOf(found);
}

function unquoted(name: string): string {
  return name.replaceAll('"', '');
}
