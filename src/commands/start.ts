import { startMigrated, type MigratedServer, type StartMigratedOptions } from '../databases/migrated.ts';
import { versionForJson } from '../migrations/migration.ts';
import type { ServerDetails } from '../servers/registry.ts';
import type { EmbeddedServer } from '../servers/embedded/start.ts';
import type { PostgresServer } from '../servers/server.ts';

export interface StartedDatabase extends AsyncDisposable {
  details: ServerDetails;
  migrated: MigratedServer;
  stop(): Promise<void>;
}

/** Starts a migrated database and notes in its record how to reach it, for `ps`, `url`, `psql` and `stop`. */
export async function start(options: StartMigratedOptions): Promise<StartedDatabase> {
  const migrated = await startMigrated(options);
  const details = describe(migrated);
  migrated.claimed.update({ details });
  const stop = (): Promise<void> => migrated.stop();
  return { details, migrated, stop, [Symbol.asyncDispose]: stop };
}

function describe({ server, database, url, content, claimed }: MigratedServer): ServerDetails {
  const { host, port, user, password, kind, version } = server;
  const embedded = isEmbedded(server) ? server : undefined;
  return {
    name: claimed.record.name,
    url,
    host,
    port,
    database,
    user,
    password,
    version: version.text,
    server: kind,
    dataDirectory: embedded?.dataDirectory ?? null,
    pid: embedded?.pid ?? null,
    migrationVersion: content.version === null ? null : versionForJson(content.version),
  };
}

function isEmbedded(server: PostgresServer): server is EmbeddedServer {
  return server.kind === 'embedded';
}
