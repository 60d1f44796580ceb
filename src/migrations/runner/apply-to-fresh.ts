import { type ConnectionTarget, withConnection } from '../../postgres/connect.ts';
import { explainSqlError } from './explain-sql-error.ts';
import { ensureLedger, resolveLedger, writeLedger } from '../ledger/ledger.ts';
import type { Migration } from '../pairs/migration.ts';
import { runMigrationFile } from './run-migration-file.ts';

/** An up that has been read; `sql` undefined where the file is missing. */
export interface ReadMigration {
  migration: Migration;
  sql: string | undefined;
}

export interface ApplyToFreshOptions {
  /** Called before each file, with how many came before it. */
  onProgress?: (migration: Migration, index: number) => void;
}

/**
 * Applies ups to a database that has just been made and that nobody else knows of. Files run as in `migrateUp`, on one
 * session with the ledger there from the start, and the end is the same; but there is nobody to lock out and no dirty
 * state to remember, since a database in which one fails is thrown away: the ledger is written once, at the end.
 *
 * @throws MigrationSqlError for the file that failed
 */
export async function applyToFresh(
  target: ConnectionTarget,
  ups: readonly ReadMigration[],
  { onProgress }: ApplyToFreshOptions = {},
): Promise<void> {
  await withConnection(target, async (client) => {
    const ledger = await resolveLedger(client);
    await ensureLedger(client, ledger);
    for (const [index, { migration, sql = '' }] of ups.entries()) {
      onProgress?.(migration, index);
      const run = await runMigrationFile(client, sql);
      if (!run.ok) {
        const { error, completed } = run;
        throw await explainSqlError(
          { file: migration.up ?? '', sql, error, completed },
          { state: 'The database that was being made has been thrown away.' },
        );
      }
    }
    const version = ups.at(-1)?.migration.version;
    if (version !== undefined) {
      await writeLedger(client, ledger, { version, dirty: false });
    }
  });
}
