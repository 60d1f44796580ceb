import { applyToFresh } from '../migrations/runner/apply-to-fresh.ts';
import { applyClientData } from '../migrations/client-data/apply-client-data.ts';
import { explainSqlError } from '../migrations/runner/explain-sql-error.ts';
import { runMigrationFile } from '../migrations/runner/run-migration-file.ts';
import { withConnection, type ConnectionTarget } from '../postgres/connect.ts';
import type { DatabaseContent } from './content.ts';

/**
 * Applies the prelude, after what it needs, and all migrations to an empty database.
 *
 * @throws MigrationSqlError for the file that failed
 */
export async function applyMigrations(
  target: ConnectionTarget,
  { roleCreation, prelude, ups }: DatabaseContent,
  onProgress?: (step: string) => void,
): Promise<void> {
  if (roleCreation !== undefined) {
    await withConnection(target, (client) => client.query(roleCreation));
  }
  if (prelude !== undefined) {
    const run = await withConnection(target, (client) => runMigrationFile(client, prelude.sql));
    if (!run.ok) {
      throw await explainSqlError({ ...prelude, ...run }, { state: 'Nothing was started.' });
    }
  }
  await applyToFresh(target, ups, {
    onProgress: ({ name }, index) => onProgress?.(`Applying migration ${index + 1} of ${ups.length}: ${name}`),
  });
}

/** Loads the client data, if there are any, into a migrated database. @throws the errors of `applyClientData` */
export async function loadClientData(
  target: ConnectionTarget,
  { clientData }: DatabaseContent,
  onProgress?: (step: string) => void,
): Promise<void> {
  if (clientData !== undefined) {
    onProgress?.('Applying the client data');
    await applyClientData(target, clientData, {
      onProgress: ({ bytesRead, bytesTotal }) =>
        onProgress?.(`Applying the client data: ${Math.floor((100 * bytesRead) / Math.max(1, bytesTotal))} %`),
    });
  }
}
