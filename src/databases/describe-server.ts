import { versionForJson } from '../migrations/pairs/migration.ts';
import type { EmbeddedServer } from '../servers/embedded/start.ts';
import type { ServerDetails } from '../servers/registry.ts';
import type { PostgresServer } from '../servers/server.ts';
import { urlAs, type RoleLogin } from './role-login.ts';

/** The connection details of a database, for the server's record and for `start --json`. */
export function describeServer(
  server: PostgresServer,
  of: { name: string; database: string; version: bigint | null; login?: RoleLogin | undefined },
): ServerDetails {
  const { host, port, kind, version } = server;
  const { user, password } = of.login ?? server;
  const superuserUrl = server.connectionString(of.database);
  const embedded = isEmbedded(server) ? server : undefined;
  return {
    name: of.name,
    url: of.login === undefined ? superuserUrl : urlAs(superuserUrl, of.login),
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
    ...(of.login === undefined ? {} : { superuserUrl }),
  };
}

function isEmbedded(server: PostgresServer): server is EmbeddedServer {
  return server.kind === 'embedded';
}
