import { type FoundMigrations, findMigrations } from '../pairs/find-migrations.ts';
import { type LedgerState, readLedger } from '../ledger/ledger.ts';
import type { Migration } from '../pairs/migration.ts';
import { type LedgerOptions, type MigrationTarget, withReadingSession } from './migration-session.ts';

/** A migration and its state by the ledger. */
export interface MigrationStatus extends Migration {
  /**
   * `applied` is every version up to the current one. The ledger holds one version, so a file that was added below it
   * later counts as applied although it never ran. `diagnose` finds such files.
   */
  state: 'applied' | 'pending' | 'dirty';
}

export interface DatabaseStatus extends LedgerState {
  /** No file has the ledger's version. */
  unknownVersion: boolean;
  migrations: MigrationStatus[];
  found: FoundMigrations;
}

/** The ledger's version, as `migrate version`. Unlike golang-migrate, it does not create a ledger. */
export async function currentVersion(target: MigrationTarget, options: LedgerOptions = {}): Promise<LedgerState> {
  return withReadingSession(target, options, ({ client, ledger }) => readLedger(client, ledger));
}

/** Compares the folder with the ledger. Changes nothing. */
export async function migrationStatus(
  target: MigrationTarget,
  options: LedgerOptions & { folder: string },
): Promise<DatabaseStatus> {
  const found = await findMigrations(options.folder);
  const ledger = await currentVersion(target, options);
  const { version, dirty } = ledger;
  const migrations = found.migrations.map((migration): MigrationStatus => {
    const isApplied = version !== null && migration.version <= version;
    const state = dirty && migration.version === version ? 'dirty' : isApplied ? 'applied' : 'pending';
    return { ...migration, state };
  });
  const unknownVersion = version !== null && !migrations.some((migration) => migration.version === version);
  return { ...ledger, unknownVersion, migrations, found };
}
