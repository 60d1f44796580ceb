import { type ConnectionTarget, withConnection } from '../../postgres/connect.ts';
import { explainSqlError } from './explain-sql-error.ts';
import { ensureLedger, resolveLedger, writeLedger } from '../ledger/ledger.ts';
import type { Migration } from '../pairs/migration.ts';
import { runMigrationFile } from './run-migration-file.ts';

/** An up file that has been read; `sql` is undefined if the file is missing. */
export interface ReadMigration {
  migration: Migration;
  sql: string | undefined;
}

export interface ApplyToFreshOptions {
  /** Whether golang-migrate's table is made; by default it is. Another tool has its own, which only that tool writes. */
  withLedger?: boolean;
  /** Called before each file, with the number of files before it. */
  onProgress?: (migration: Migration, index: number) => void;
}

/**
 * Applies ups to a new database that no other process uses. Files run as in `migrateUp`, in one session with the ledger
 * present from the start, and the result is the same. There are no locks and no dirty state, because a database is
 * dropped after a failure: the ledger is written once, at the end.
 *
 * @throws MigrationSqlError for the file that failed
 */
export async function applyToFresh(
  target: ConnectionTarget,
  ups: readonly ReadMigration[],
  { withLedger = true, onProgress }: ApplyToFreshOptions = {},
): Promise<void> {
  await withConnection(target, async (client) => {
    const ledger = withLedger ? await resolveLedger(client) : undefined;
    await (ledger && ensureLedger(client, ledger));
    for (const [index, { migration, sql = '' }] of ups.entries()) {
      onProgress?.(migration, index);
      const run = await runMigrationFile(client, sql);
      if (!run.ok) {
        const { error, completed } = run;
        throw await explainSqlError(
          { file: migration.up ?? '', sql, error, completed },
          { state: 'The new database was dropped.' },
        );
      }
    }
    const version = ups.at(-1)?.migration.version;
    if (ledger !== undefined && version !== undefined) {
      await writeLedger(client, ledger, { version, dirty: false });
    }
  });
}
