import type { ClientBase } from 'pg';

import { UsageError, withCleanup } from '../../support/errors.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import { runBatch } from './batch.ts';

/**
 * Everything that changes how PostgreSQL writes names, expressions and values, at one fixed value. With only pg_catalog
 * to search, pg_get_viewdef and its like qualify every other name; pg_temp stands last so that a temporary table cannot
 * pass for a system catalog. With row_security off PostgreSQL refuses to hide rows instead of hiding them.
 *
 * https://www.postgresql.org/docs/current/runtime-config-client.html
 */
const FIXED_SETTINGS: Readonly<Record<string, string>> = {
  search_path: 'pg_catalog, pg_temp',
  datestyle: 'ISO, YMD',
  timezone: 'UTC',
  intervalstyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
  xmlbinary: 'base64',
  lc_monetary: 'C',
  quote_all_identifiers: 'off',
  standard_conforming_strings: 'on',
  row_security: 'off',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
};

const FIX_SETTINGS = `SELECT ${Object.entries(FIXED_SETTINGS)
  .map(([name, value]) => `pg_catalog.set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, true)`)
  .join(', ')}`;

/**
 * Runs `work` in a read-only transaction that sees one moment of the database and has all settings fixed that change
 * how names and values are written. Its `first` statements go in the round trip that opens the transaction.
 *
 * @throws UsageError `SNAPSHOT_IN_TRANSACTION` if the client is in a transaction, whose settings and fate are not ours
 */
export async function reading<T>(
  client: ClientBase,
  first: readonly string[],
  work: (yields: Awaited<ReturnType<typeof runBatch>>) => Promise<T>,
): Promise<T> {
  const status = client.getTransactionStatus();
  if (status === 'T' || status === 'E') {
    throw new UsageError('A snapshot cannot be taken inside a transaction.', {
      code: 'SNAPSHOT_IN_TRANSACTION',
      hint: 'Commit or roll back first, or take the snapshot on another connection.',
    });
  }
  return withCleanup(
    async () => {
      const opening = ['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', FIX_SETTINGS];
      const yields = await runBatch(client, [...opening, ...first]);
      return work(yields.slice(opening.length));
    },
    async () => {
      await client.query('ROLLBACK');
    },
  );
}
