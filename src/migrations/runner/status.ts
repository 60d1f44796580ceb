import * as v from 'valibot';

import { TEXT, checkOptions } from '../../support/check-options.ts';
import { clientDataRecorded, isClientDataVersion } from '../doctor/client-data-recorded.ts';
import { readEvidence } from '../doctor/evidence.ts';
import type { DiagnosisFinding } from '../doctor/find-problems.ts';
import { type FoundMigrations, findMigrations } from '../pairs/find-migrations.ts';
import { type LedgerState, readLedger } from '../ledger/ledger.ts';
import type { Migration } from '../pairs/migration.ts';
import type { MigrateOptions } from './migrate.ts';
import {
  FOLDER,
  LEDGER_OPTIONS,
  type LedgerOptions,
  type MigrationTarget,
  withReadingSession,
} from './migration-session.ts';

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
  /** The ledger is at the version of the client data: what that means and how to repair it. */
  clientDataRecorded: DiagnosisFinding | undefined;
  migrations: MigrationStatus[];
  found: FoundMigrations;
}

/** The ledger's version, as `migrate version`. Unlike golang-migrate, it does not create a ledger. */
export async function currentVersion(target: MigrationTarget, options: LedgerOptions = {}): Promise<LedgerState> {
  checkOptions('currentVersion', v.strictObject(LEDGER_OPTIONS), options);
  return withReadingSession(target, options, ({ client, ledger }) => readLedger(client, ledger));
}

/** Compares the folder with the ledger. Changes nothing. */
export async function migrationStatus(
  target: MigrationTarget,
  options: LedgerOptions & Pick<MigrateOptions, 'folder' | 'clientData'>,
): Promise<DatabaseStatus> {
  checkOptions('migrationStatus', v.strictObject({ ...LEDGER_OPTIONS, folder: FOLDER, clientData: TEXT }), options);
  const found = await findMigrations(options.folder, { clientData: options.clientData });
  const { recorded, ...current } = await withReadingSession(target, options, async ({ client, ledger }) => {
    const read = await readLedger(client, ledger);
    const source = { found, named: options.clientData };
    if (!isClientDataVersion(source, read.version)) {
      return { ...read, recorded: undefined };
    }
    const evidence = await readEvidence(client, found.migrations);
    return { ...read, recorded: clientDataRecorded(source, read.version, evidence, ledger) };
  });
  const { version, dirty } = current;
  const migrations = found.migrations.map((migration): MigrationStatus => {
    const isApplied = version !== null && migration.version <= version;
    const now = dirty && migration.version === version ? 'dirty' : isApplied ? 'applied' : 'pending';
    return { ...migration, state: now };
  });
  const unknownVersion = version !== null && !migrations.some((migration) => migration.version === version);
  return { ...current, unknownVersion, clientDataRecorded: recorded, migrations, found };
}
