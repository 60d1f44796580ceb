import { runCommand } from '../migrations/layouts/command.ts';
import { applyToFresh } from '../migrations/runner/apply-to-fresh.ts';
import { applyClientData } from '../migrations/client-data/apply-client-data.ts';
import { explainSqlError } from '../migrations/runner/explain-sql-error.ts';
import { runMigrationFile } from '../migrations/runner/run-migration-file.ts';
import { withConnection, type ConnectionTarget } from '../postgres/connect.ts';
import type { PostgresServer } from '../servers/server.ts';
import { withCleanup } from '../support/errors.ts';
import type { DatabaseContent } from './content.ts';
import { createDatabase, type CreateDatabaseOptions, type OwnedDatabase } from './create-database.ts';
import { copyProperties } from './database-properties.ts';
import type { LayerTarget } from './templates/layer.ts';
import { sweepDatabases } from './sweep-databases.ts';

export interface BuiltDatabase extends CreateDatabaseOptions {
  database: string;
  content: DatabaseContent;
  onProgress?: ((step: string) => void) | undefined;
}

/**
 * Creates a database with all migrations and the client data, copied from a template that has them if there is one. If
 * that fails, drops it. Throws as its steps do.
 */
export async function buildDatabase(
  server: PostgresServer,
  { database, content, onProgress, template }: BuiltDatabase,
): Promise<OwnedDatabase> {
  await sweepDatabases(server);
  const made = await createDatabase(server, database, template === undefined ? {} : { template });
  try {
    const target = server.connection(made.name);
    if (template === undefined) {
      await applyMigrations({ connection: target, url: server.connectionString(made.name) }, content, onProgress);
      await loadClientData(target, content, onProgress);
    } else {
      await withConnection(target, (client) => copyProperties(client, template, made.name));
    }
    await made.recordDetached(false);
    return made;
  } catch (error) {
    // An embedded server is removed as a whole; on others no incomplete database may remain. The first error explains.
    await withCleanup(
      () => made.recordDetached(false),
      () => made.drop(),
    ).catch(() => undefined);
    throw error;
  }
}

/**
 * Applies the prelude, after what it needs, and all migrations to an empty database.
 *
 * @throws MigrationSqlError for the file that failed; the errors of `runCommand`
 */
export async function applyMigrations(
  { connection, url }: LayerTarget,
  { roleCreation, prelude, ups, found, command }: DatabaseContent,
  onProgress?: (step: string) => void,
): Promise<void> {
  if (roleCreation !== undefined) {
    await withConnection(connection, (client) => client.query(roleCreation));
  }
  if (prelude !== undefined) {
    const run = await withConnection(connection, (client) => runMigrationFile(client, prelude.sql));
    if (!run.ok) {
      throw await explainSqlError({ ...prelude, ...run }, { state: 'Nothing was started.' });
    }
  }
  if (command !== undefined) {
    onProgress?.(`Running ${command.command.join(' ')}`);
    await runCommand(command, url);
    return;
  }
  await applyToFresh(connection, ups, {
    withLedger: found.layout === undefined,
    onProgress: ({ name }, index) => onProgress?.(`Applying migration ${index + 1} of ${ups.length}: ${name}`),
  });
}

/**
 * Loads the client data, if there are any, into a migrated database. What was skipped, or is stale afterwards, becomes a
 * warning of the process: progress may not be shown. A state from the cache does not repeat it.
 *
 * @throws the errors of `applyClientData`
 */
export async function loadClientData(
  target: ConnectionTarget,
  { clientData }: DatabaseContent,
  onProgress?: (step: string) => void,
): Promise<void> {
  if (clientData !== undefined) {
    onProgress?.('Applying the client data');
    const { notes } = await applyClientData(target, clientData, {
      onProgress: ({ bytesRead, bytesTotal }) =>
        onProgress?.(`Applying the client data: ${Math.floor((100 * bytesRead) / Math.max(1, bytesTotal))} %`),
    });
    for (const note of notes) {
      process.emitWarning(`client data ${clientData}: ${note}`, { type: 'elementaldb', code: 'CLIENT_DATA_NOTE' });
    }
  }
}
