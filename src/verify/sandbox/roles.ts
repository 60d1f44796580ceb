import type { Client } from 'pg';

import { withConnection } from '../../postgres/connect.ts';
import { withMaintenance } from '../../servers/maintenance.ts';
import type { PostgresServer } from '../../servers/server.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { messageOf } from '../../support/errors.ts';

/** All roles of the server except those that PostgreSQL predefines, sorted. */
export async function roleNames(server: PostgresServer): Promise<string[]> {
  return withMaintenance(server, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT rolname AS name FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY rolname`,
    );
    return rows.map(({ name }) => name);
  });
}

/**
 * Drops the roles that a trial created: roles belong to the whole server, and would make a second run fail. What they own
 * in `databases` and on shared objects (parameters, tablespaces) is dropped with them. On a server that we did not start
 * nothing is dropped, since others may have created them.
 *
 * @returns a sentence for each role that stays
 */
export async function dropRoles(
  server: PostgresServer,
  created: readonly string[],
  databases: readonly string[] = [],
): Promise<string[]> {
  if (created.length === 0) {
    return [];
  }
  if (server.kind === 'existing') {
    return [`new roles were kept, since others may have created them: ${created.join(', ')}`];
  }
  for (const database of databases) {
    await withConnection(server.connection(database), (client) => dropOwned(client, created));
  }
  return withMaintenance(server, async (client) => {
    // In the maintenance database, too: privileges on parameters and other shared objects are revoked there.
    await dropOwned(client, created);
    return dropAll(client, created);
  });
}

async function dropOwned(client: Client, roles: readonly string[]): Promise<void> {
  for (const role of roles) {
    // Where this is not permitted, the error of DROP ROLE says why.
    await client.query(`DROP OWNED BY ${quoteIdentifier(role)}`).catch(() => undefined);
  }
}

/** Repeats as long as a pass drops any: a role that granted a membership can only be dropped after its member. */
async function dropAll(client: Client, roles: readonly string[]): Promise<string[]> {
  let left = [...roles];
  for (;;) {
    const refused = new Map<string, string>();
    for (const role of left) {
      await client
        .query(`DROP ROLE IF EXISTS ${quoteIdentifier(role)}`)
        .catch((error: unknown) => refused.set(role, messageOf(error)));
    }
    if (refused.size === 0 || refused.size === left.length) {
      return [...refused].map(([role, reason]) => `could not drop the role ${role}: ${reason}`);
    }
    left = [...refused.keys()];
  }
}
