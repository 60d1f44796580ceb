import { withConnection } from '../postgres/connect.ts';
import type { PopulateReport } from '../seeding/insert/populate-report.ts';
import { populate } from '../seeding/insert/populate.ts';
import { UsageError } from '../support/errors.ts';
import { withSeedingLock } from '../seeding/job/seeding-lock.ts';

export interface SeedGenericOptions {
  /** Rows that each table is to have. */
  rows: number;
  /** Varies the values; 0 by default. */
  seed?: number | undefined;
  /** Tables to leave alone, as SQL names them. The tables of migration tools are always left alone. */
  ignoreTables?: readonly string[] | undefined;
  onTable?: ((table: string, number: number, of: number) => void) | undefined;
}

/**
 * Fills every table of any database up to a number of rows that satisfy all constraints, in one transaction. Tables that
 * have as many rows already get none. The report says why a table has fewer.
 *
 * @throws EnvironmentError `CANNOT_CONNECT`, `READ_ONLY_DATABASE`; UsageError `BAD_ROWS`, `SEED_IS_RUNNING`,
 *   `NOTHING_TO_FILL`, `RIGHTS_MISSING`
 */
export async function seedGeneric(target: string, { seed, ...options }: SeedGenericOptions): Promise<PopulateReport> {
  if (!Number.isInteger(options.rows) || options.rows < 1) {
    throw new UsageError(`invalid row count: ${options.rows}`, {
      code: 'BAD_ROWS',
      hint: 'Give a whole number from 1.',
    });
  }
  return withConnection(
    target,
    (client) =>
      withSeedingLock(client, () => populate(client, { ...options, ignoreLedgers: true, salt: seed, bounds: false })),
    { applicationName: 'elementaldb seed' },
  );
}
