import type { ClientBase } from 'pg';

import { UsageError, withCleanup } from '../../support/errors.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import { runBatch, type StatementResult } from './batch.ts';

/**
 * Fixed values for all settings that affect how PostgreSQL writes names, expressions and values. With only pg_catalog in
 * the search path, functions such as pg_get_viewdef qualify all other names; pg_temp is last so that no temporary table
 * hides a system catalog. With row_security off, PostgreSQL reports an error instead of hiding rows.
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
 * Runs `work` in a read-only transaction with one snapshot of the data and fixed settings for how names and values are
 * written. The `first` statements run in the round trip that starts the transaction; `work` gets their results.
 *
 * @throws UsageError `SNAPSHOT_IN_TRANSACTION` if the client is in a transaction
 */
export async function readTransaction<T>(
  client: ClientBase,
  first: readonly string[],
  work: (results: StatementResult[]) => Promise<T>,
): Promise<T> {
  const status = client.getTransactionStatus();
  if (status === 'T' || status === 'E') {
    throw new UsageError('cannot take a snapshot inside a transaction', {
      code: 'SNAPSHOT_IN_TRANSACTION',
      hint: 'Commit or roll back first, or use another connection.',
    });
  }
  return withCleanup(
    async () => {
      const opening = ['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', FIX_SETTINGS];
      const results = await runBatch(client, [...opening, ...first]);
      return work(results.slice(opening.length));
    },
    async () => {
      await client.query('ROLLBACK');
    },
  );
}
