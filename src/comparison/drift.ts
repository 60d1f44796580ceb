import { findMigrations } from '../migrations/pairs/find-migrations.ts';
import { safeUrl } from '../postgres/safe-url.ts';
import { EnvironmentError, UsageError } from '../support/errors.ts';
import { compare, type CompareOptions, type Comparison } from './compare.ts';
import { readForeignLedger } from './open-side.ts';

/** A database beside the migrations that its ledger says it has. */
export interface Drift extends Comparison {
  /** The ledger's version. */
  version: bigint;
}

/**
 * Compares a database with the migrations of a folder up to the version that its ledger names. Reads only.
 *
 * @throws UsageError `NO_LEDGER`, `DATABASE_DIRTY`, `LEDGER_AHEAD`; EnvironmentError `LEDGER_MOVED`; the errors of `compare`
 */
export async function findDrift(url: string, folder: string, options: CompareOptions): Promise<Drift> {
  const label = safeUrl(url);
  const { version, dirty } = await readForeignLedger(url);
  if (version === null) {
    throw new UsageError(`no migration is recorded in ${label}`, {
      code: 'NO_LEDGER',
      hint: 'Check the URL; a table with another name than schema_migrations is named by its parameter x-migrations-table.',
    });
  }
  if (dirty) {
    throw new UsageError(`migration ${version} failed half-way in ${label} (the ledger is dirty)`, {
      code: 'DATABASE_DIRTY',
      hint: 'Repair the database and set the version (migrate force) before it is compared.',
    });
  }
  const { migrations } = await findMigrations(folder, { clientData: 'none' });
  if (migrations.every((migration) => migration.version !== version)) {
    throw new UsageError(`${label} is at version ${version}, which no migration of ${folder} has`, {
      code: 'LEDGER_AHEAD',
      hint: `Check out the commit that was deployed. The newest migration here is ${migrations.at(-1)?.version ?? 'none'}.`,
    });
  }
  const expected = { kind: 'migrations', folder, to: version, label: `${folder}@${version}` } as const;
  const found = await compare(expected, { kind: 'url', url, label }, options);
  const now = await readForeignLedger(url);
  if (now.version !== version || now.dirty) {
    throw new EnvironmentError(`${label} was migrated while it was read`, {
      code: 'LEDGER_MOVED',
      hint: 'Run the command again.',
    });
  }
  return { ...found, version };
}
