import * as v from 'valibot';

import { withConnection } from '../postgres/connect.ts';
import type { PopulateReport } from '../seeding/insert/populate-report.ts';
import { populate } from '../seeding/insert/populate.ts';
import { CALLBACK, NUMBER, TEXTS, checkOptions } from '../support/check-options.ts';
import { InvalidOptionError } from '../support/errors.ts';
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

const GENERIC_OPTIONS = v.strictObject({
  rows: v.number('must be a number'),
  seed: NUMBER,
  ignoreTables: TEXTS,
  onTable: CALLBACK,
} satisfies Record<keyof SeedGenericOptions, v.GenericSchema>);

/**
 * Fills every table of any database up to a number of rows that satisfy all constraints, in one transaction. Tables that
 * have as many rows already get none. The report says why a table has fewer.
 *
 * @throws InvalidOptionError; EnvironmentError `CANNOT_CONNECT`, `READ_ONLY_DATABASE`; UsageError `SEED_IS_RUNNING`,
 *   `NOTHING_TO_FILL`, `RIGHTS_MISSING`
 */
export async function seedGeneric(target: string, given: SeedGenericOptions): Promise<PopulateReport> {
  const { seed, ...options } = given;
  checkOptions('seedGeneric', GENERIC_OPTIONS, given);
  if (!Number.isSafeInteger(options.rows) || options.rows < 1) {
    throw new InvalidOptionError('rows', {
      message: `invalid row count: ${options.rows}`,
      hint: 'Give a whole number from 1.',
    });
  }
  return withConnection(
    target,
    (client) =>
      withSeedingLock(client, () => populate(client, { ...options, ignoreLedgers: true, salt: seed, bounds: false })),
    { applicationName: 'elementaldb seed', limits: 'none' },
  );
}
