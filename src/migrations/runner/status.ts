import { type FoundMigrations, findMigrations } from '../pairs/find-migrations.ts';
import { type LedgerState, readLedger } from '../ledger/ledger.ts';
import type { Migration } from '../pairs/migration.ts';
import { type LedgerOptions, type MigrationTarget, withReadingSession } from './migration-session.ts';

/** A migration beside what the ledger says. */
export interface MigrationStatus extends Migration {
  /**
   * `applied` is every version up to the current one: the ledger knows one number, so that a file which was added below
   * it later counts as applied though it never ran. `diagnose` looks for such.
   */
  state: 'applied' | 'pending' | 'dirty';
}

export interface DatabaseStatus extends LedgerState {
  /** The ledger's version is none of the files'. */
  unknownVersion: boolean;
  migrations: MigrationStatus[];
  found: FoundMigrations;
}

/** The ledger's version, as `migrate version`; unlike golang-migrate it creates no ledger. */
export async function currentVersion(target: MigrationTarget, options: LedgerOptions = {}): Promise<LedgerState> {
  return withReadingSession(target, options, ({ client, ledger }) => readLedger(client, ledger));
}

/** The folder and the ledger side by side. Changes nothing. */
export async function migrationStatus(
  target: MigrationTarget,
  options: LedgerOptions & { folder: string },
): Promise<DatabaseStatus> {
  const found = await findMigrations(options.folder);
  const ledger = await currentVersion(target, options);
  const { version, dirty } = ledger;
  const migrations = found.migrations.map((migration): MigrationStatus => {
    const reached = version !== null && migration.version <= version;
    const state = dirty && migration.version === version ? 'dirty' : reached ? 'applied' : 'pending';
    return { ...migration, state };
  });
  const unknownVersion = version !== null && !migrations.some((migration) => migration.version === version);
  return { ...ledger, unknownVersion, migrations, found };
}
