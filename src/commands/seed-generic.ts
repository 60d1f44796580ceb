import { withConnection } from '../postgres/connect.ts';
import { populate, type PopulateReport } from '../seeding/insert/populate.ts';
import { UsageError } from '../support/errors.ts';
import { withSeedingLock } from '../seeding/job/seeding-lock.ts';

export interface SeedGenericOptions {
  /** Rows that each table is to have in the end. */
  rows: number;
  /** Varies the values; 0 unless told. */
  seed?: number | undefined;
  /** Tables to leave alone, as SQL names them; those in which migration tools keep their books always are. */
  ignoreTables?: readonly string[] | undefined;
  onTable?: ((table: string, number: number, of: number) => void) | undefined;
}

/**
 * Brings every table of any database to a number of rows that satisfy all of its constraints, in one transaction; what has
 * as many already gets none. The report says why a table could not be brought so far.
 *
 * @throws EnvironmentError `CANNOT_CONNECT`, `READ_ONLY_DATABASE`; UsageError `BAD_ROWS`, `SEED_IS_RUNNING`,
 *   `NOTHING_TO_FILL`, `RIGHTS_MISSING`
 */
export async function seedGeneric(target: string, { seed, ...options }: SeedGenericOptions): Promise<PopulateReport> {
  if (!Number.isInteger(options.rows) || options.rows < 1) {
    throw new UsageError(`${options.rows} is no number of rows`, {
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
