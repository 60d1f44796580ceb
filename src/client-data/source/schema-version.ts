import type { Client } from 'pg';

import { parseGolangMigrateUrl } from '../../migrations/ledger/golang-migrate-url.ts';
import { quoteLedger, readLedger, resolveLedger, type LedgerState } from '../../migrations/ledger/ledger.ts';
import { findMigrations } from '../../migrations/pairs/find-migrations.ts';
import { upToVersion } from '../../migrations/pairs/up-to-version.ts';
import { ElementalError, UsageError } from '../../support/errors.ts';

/** The version of the folder that a dump is for. */
export interface WantedVersion {
  version: bigint | null;
  /** Whether it is the last one. */
  isHead: boolean;
  folder: string;
}

/**
 * The last version of the folder, or the one that is named.
 *
 * @throws the errors of `findMigrations`; UsageError `UNKNOWN_VERSION`
 */
export async function wantedVersion(
  folder: string,
  clientData: string | undefined,
  named: bigint | undefined,
): Promise<WantedVersion> {
  const { migrations } = await findMigrations(folder, { clientData });
  const chosen = named === undefined ? migrations : upToVersion(migrations, named);
  return { version: chosen.at(-1)?.version ?? null, isHead: chosen.length === migrations.length, folder };
}

/**
 * Refuses a source with another version than the dump is for. A source without a ledger is taken for what `named` says.
 *
 * @throws ElementalError `SOURCE_DIRTY`, `SOURCE_VERSION_DIFFERS`; UsageError `SOURCE_WITHOUT_LEDGER`
 */
export async function requireVersion(
  client: Client,
  url: string,
  { version, folder }: WantedVersion,
  named: bigint | undefined,
): Promise<void> {
  const state = await readState(client, url);
  if (state === undefined && named !== undefined) {
    return;
  }
  if (state === undefined) {
    throw new UsageError(`the database "${client.database ?? ''}" has no ledger, so its schema version is unknown`, {
      code: 'SOURCE_WITHOUT_LEDGER',
      hint: 'Name the version that its schema has with --schema-version.',
    });
  }
  if (state.dirty) {
    throw new ElementalError(`the source stopped within migration ${state.version ?? 'none'} (dirty)`, {
      code: 'SOURCE_DIRTY',
      kind: 'migration',
      hint: 'Repair it first: elementaldb migrate doctor --database-url URL.',
    });
  }
  if (state.version !== version) {
    throw new ElementalError(
      `the source is at version ${state.version ?? 'none'}, ${named === undefined ? `the last one in ${folder}` : '--schema-version'} is ${version ?? 'none'}`,
      {
        code: 'SOURCE_VERSION_DIFFERS',
        kind: 'migration',
        hint:
          state.version === null
            ? 'Migrate the source first.'
            : `Dump for its version with --schema-version ${state.version}, use the folder of that release, or migrate the source first. "client-data check" says whether such a file loads on the newest version.`,
      },
    );
  }
}

/** Undefined without a ledger. Looks before it reads: an error would end the transaction. */
async function readState(client: Client, url: string): Promise<LedgerState | undefined> {
  const ledger = await resolveLedger(client, parseGolangMigrateUrl(url).ledger);
  const { rows } = await client.query<{ present: boolean }>(
    'SELECT pg_catalog.to_regclass($1) IS NOT NULL AS present',
    [quoteLedger(ledger)],
  );
  return rows[0]?.present === true ? readLedger(client, ledger) : undefined;
}
