import { applyToFresh } from '../migrations/apply-to-fresh.ts';
import { applyClientData } from '../migrations/client-data.ts';
import { explainSqlError } from '../migrations/explain-sql-error.ts';
import { runMigrationFile } from '../migrations/run-migration-file.ts';
import { withConnection } from '../postgres/connect.ts';
import type { EmbeddedServer } from '../servers/embedded/start.ts';
import type { ExistingServer } from '../servers/existing.ts';
import type { ClaimedRecord } from '../servers/registry.ts';
import { startServer, type StartServerOptions } from '../servers/select.ts';
import type { PostgresServer } from '../servers/server.ts';
import { UsageError, withCleanup } from '../support/errors.ts';
import { readContent, type DatabaseContent, type DatabaseFiles } from './content.ts';
import { createDatabase, dropDatabase, sweepDatabases } from './create-database.ts';

export interface StartMigratedOptions extends StartServerOptions, DatabaseFiles {
  /** Name of the database. */
  database: string;
}

export interface MigratedServer extends AsyncDisposable {
  readonly server: PostgresServer;
  readonly database: string;
  /** URL of the migrated database, password included. */
  readonly url: string;
  readonly content: DatabaseContent;
  /** Whether nothing had to be applied, since a copy of this very state was in the cache. */
  readonly fromCache: boolean;
  readonly claimed: ClaimedRecord;
  /** Drops the database if the server is not ours, ends the server if it is. */
  stop(): Promise<void>;
}

/**
 * Starts a server with a database that has every up migration and the client data applied. The embedded server takes it
 * from a cache when the same files have been applied before: no `initdb` and no migration runs then.
 */
export async function startMigrated(options: StartMigratedOptions): Promise<MigratedServer> {
  const content = await readContent(options);
  refuseDetachedContainer(options);
  const build = (server: PostgresServer): Promise<void> => buildDatabase(server, options, content);
  const { server, claimed } = await startServer({
    ...options,
    preparation: { key: `${options.database} ${content.key}`, bytes: content.bytes, build },
  });
  const { database } = options;
  const migrated: MigratedServer = {
    server,
    database,
    url: server.connectionString(database),
    content,
    fromCache: isEmbedded(server) && server.fromCache,
    claimed,
    stop: () =>
      server.kind === 'existing'
        ? withCleanup(
            () => dropDatabase(server, database),
            () => server.stop(),
          )
        : server.stop(),
    [Symbol.asyncDispose]: () => migrated.stop(),
  };
  if (isEmbedded(server)) {
    return migrated;
  }
  try {
    await build(server);
    if (options.detached === true && isExistingServer(server)) {
      claimed.update({ detached: true });
      await server.lease.end();
    }
    return migrated;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function buildDatabase(
  server: PostgresServer,
  options: StartMigratedOptions,
  content: DatabaseContent,
): Promise<void> {
  const { database, onProgress, detached = false } = options;
  await sweepDatabases(server);
  await createDatabase(server, database, { detached });
  try {
    await applyContent(server, database, content, onProgress);
  } catch (error) {
    // An embedded server goes as a whole; on others nothing half-made may stay.
    await dropDatabase(server, database);
    throw error;
  }
}

/** Applies prelude, migrations and client data to a database that is empty. */
async function applyContent(
  server: PostgresServer,
  database: string,
  { prelude, ups, clientData }: DatabaseContent,
  onProgress: ((step: string) => void) | undefined,
): Promise<void> {
  const target = server.connection(database);
  if (prelude !== undefined) {
    const run = await withConnection(target, (client) => runMigrationFile(client, prelude.sql));
    if (!run.ok) {
      throw await explainSqlError({ ...prelude, ...run }, { state: 'Nothing was started.' });
    }
  }
  await applyToFresh(target, ups, {
    onProgress: ({ name }, index) => onProgress?.(`Applying migration ${index + 1} of ${ups.length}: ${name}`),
  });
  if (clientData !== undefined) {
    onProgress?.('Applying the client data');
    await applyClientData(target, clientData, {
      onProgress: ({ bytesRead, bytesTotal }) =>
        onProgress?.(`Applying the client data: ${Math.floor((100 * bytesRead) / Math.max(1, bytesTotal))} %`),
    });
  }
}

function refuseDetachedContainer({ server, detached }: StartMigratedOptions): void {
  if (detached === true && server?.kind === 'docker') {
    throw new UsageError('a container cannot be detached: Testcontainers removes it when this process ends', {
      code: 'OPTION_NOT_FOR_SERVER',
      hint: 'Leave --detach out, use the embedded server, or run an image of your own with docker run.',
    });
  }
}

function isEmbedded(server: PostgresServer): server is EmbeddedServer {
  return server.kind === 'embedded';
}

function isExistingServer(server: PostgresServer): server is ExistingServer {
  return server.kind === 'existing';
}
