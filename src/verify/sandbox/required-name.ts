import { renameDatabase } from '../../databases/database-statements.ts';
import { terminateSessions } from '../../databases/force-drop.ts';
import { readOid } from '../../databases/ownership.ts';
import { withMaintenance } from '../../servers/maintenance.ts';
import type { PostgresServer } from '../../servers/server.ts';

/**
 * The name that a database must have while files run in it, on a server of ours that loads pg_cron: its extension can be
 * created only in the database that the server was started for. Undefined where any name will do, or the name is taken.
 *
 * @see https://github.com/citusdata/pg_cron#setting-up-pg_cron
 */
export async function requiredName(server: PostgresServer): Promise<string | undefined> {
  if (server.kind === 'existing') {
    return undefined;
  }
  const { rows } = await withMaintenance(server, (client) =>
    client.query<{ name: string }>(
      `SELECT setting AS name FROM pg_settings
        WHERE name = 'cron.database_name' AND NOT EXISTS (SELECT FROM pg_database WHERE datname = setting)`,
    ),
  );
  return rows[0]?.name;
}

/** Gives a database of a server of ours another name. Its sessions are ended first, such as that of pg_cron's launcher. */
export async function rename(server: PostgresServer, from: string, to: string): Promise<void> {
  if (from === to) {
    return;
  }
  await withMaintenance(server, async (client) => {
    await terminateSessions(client, (await readOid(client, from)) ?? '');
    await client.query(renameDatabase(from, to));
  });
}
