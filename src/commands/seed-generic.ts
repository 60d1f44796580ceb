import { withConnection } from '../postgres/connect.ts';
import { populate, type PopulateReport } from '../synthesis/populate/populate.ts';
import { whileNobodyElseSeeds } from '../synthesis/seed/seeding-lock.ts';

export interface SeedGenericOptions {
  /** Rows that each table is to have in the end. */
  rows: number;
  /** Varies the values; 0 unless told. */
  seed?: number | undefined;
  /** Tables to leave alone, as SQL names them. */
  ignoreTables?: readonly string[] | undefined;
  onTable?: ((table: string, number: number, of: number) => void) | undefined;
}

/**
 * Brings every table of any database to a number of rows that satisfy all of its constraints, in one transaction; what has
 * as many already gets none. The report says why a table could not be brought so far.
 *
 * @throws EnvironmentError `CANNOT_CONNECT`; UsageError `SEED_IS_RUNNING`
 */
export function seedGeneric(target: string, { seed, ...options }: SeedGenericOptions): Promise<PopulateReport> {
  return withConnection(
    target,
    (client) => whileNobodyElseSeeds(client, () => populate(client, { ...options, salt: seed, bounds: false })),
    { applicationName: 'elementaldb seed' },
  );
}
