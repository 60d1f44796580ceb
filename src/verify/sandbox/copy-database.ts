import { createDatabase } from '../../databases/create-database.ts';
import { copyProperties } from '../../databases/database-properties.ts';
import { withConnection } from '../../postgres/connect.ts';
import type { PostgresServer } from '../../servers/server.ts';

/** Makes `name` a copy of the database `template`, its settings and privileges included. */
export async function copyDatabase(server: PostgresServer, template: string, name: string): Promise<void> {
  await createDatabase(server, name, { template });
  await withConnection(server.connection(), (client) => copyProperties(client, template, name));
}
