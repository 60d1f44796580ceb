import { versionForJson } from '../migrations/pairs/migration.ts';
import type { EmbeddedServer } from '../servers/embedded/start.ts';
import type { ServerDetails } from '../servers/registry.ts';
import type { PostgresServer } from '../servers/server.ts';

/** The connection details of a database, for the server's record and for `start --json`. */
export function describeServer(
  server: PostgresServer,
  of: { name: string; database: string; version: bigint | null },
): ServerDetails {
  const { host, port, user, password, kind, version } = server;
  const embedded = isEmbedded(server) ? server : undefined;
  return {
    name: of.name,
    url: server.connectionString(of.database),
    host,
    port,
    database: of.database,
    user,
    password,
    version: version.text,
    server: kind,
    dataDirectory: embedded?.dataDirectory ?? null,
    pid: embedded?.pid ?? null,
    migrationVersion: of.version === null ? null : versionForJson(of.version),
  };
}

function isEmbedded(server: PostgresServer): server is EmbeddedServer {
  return server.kind === 'embedded';
}
