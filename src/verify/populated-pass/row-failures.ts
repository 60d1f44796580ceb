import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import { serverFields } from '../../migrations/runner/server-fields.ts';
import { RootTables } from './root-tables.ts';

type Failure = Extract<MigrationRun, { ok: false }>;

/**
 * Whether it is the values that do not fit a constraint, a cast or what a file or trigger demands (P0001, 21000), which
 * other values might: of NOT NULL that cannot be said, since NULL is what a row has where nobody said anything. Who gives
 * rows of his own means them.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html classes 22 and 23
 */
export function dependsOnValues({ error }: Failure, { hasUserRows }: { hasUserRows: boolean }): boolean {
  const { code = '' } = serverFields(error);
  return (/^2[23]/.test(code) && code !== '23502') || code === '21000' || (code === 'P0001' && !hasUserRows);
}

/** How to make rows fit that the up found unfit. */
export function makeFit({ error }: Failure): string {
  const { code = '' } = serverFields(error);
  return code === '23503' || code === '23514'
    ? 'Make the rows fit first (UPDATE, DELETE), or add the constraint NOT VALID.'
    : 'Make the rows fit first (UPDATE, DELETE).';
}

/** What to do about an up that fails on any rows. */
export function fixOf({ error }: Failure): string {
  return serverFields(error).code === '23502'
    ? 'Give a new column a default, or fill it before SET NOT NULL.'
    : 'Let the up work whatever rows there are.';
}

/** Whether a value was too odd for a cast or a sum. */
export function isDataException({ error }: Failure): boolean {
  return serverFields(error).code?.startsWith('22') === true;
}

/** Without the quotes that SQL needs. */
function plain(name: string): string {
  return name.replaceAll('"', '');
}

/** The table that an error names, as the snapshot writes it; of a partition, the root. */
export function tableOf({ error }: Failure, state: CatalogSnapshot): string | undefined {
  const { schema, table } = serverFields(error);
  const name = plain(`${schema}.${table}`);
  const found = state.objects.find((each) => each.kind === 'table' && plain(each.name) === name)?.name;
  return schema === undefined || found === undefined ? undefined : new RootTables(state).rootOf(found);
}
