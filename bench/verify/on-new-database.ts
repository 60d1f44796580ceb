import { createDatabase, dropDatabase } from '../../src/databases/create-database.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import { withCleanup } from '../../src/support/errors.ts';
import { dropRoles, roleNames } from '../../src/verify/sandbox/roles.ts';
import type { Chain } from './chain.ts';

/** Lends a new database with the prelude; it goes afterwards, with the roles that appeared meanwhile. */
export async function onNewDatabase<T>(
  server: PostgresServer,
  { content }: Chain,
  database: string,
  work: () => Promise<T>,
): Promise<T> {
  const before = await roleNames(server);
  await createDatabase(server, database);
  return withCleanup(
    async () => {
      const { prelude } = content;
      if (prelude !== undefined) {
        await withConnection(server.connection(database), (client) => client.query(prelude.sql));
      }
      return work();
    },
    async () => {
      await dropDatabase(server, database);
      const made = (await roleNames(server)).filter((name) => !before.includes(name));
      await dropRoles(server, made);
    },
  );
}
