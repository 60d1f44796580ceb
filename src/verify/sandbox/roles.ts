import type { Client } from 'pg';

import { withConnection } from '../../postgres/connect.ts';
import type { PostgresServer } from '../../servers/server.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { messageOf } from '../../support/errors.ts';

/** All roles of the server but those that PostgreSQL predefines, sorted. */
export async function roleNames(server: PostgresServer): Promise<string[]> {
  return withConnection(server.connection(), async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT rolname AS name FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY rolname`,
    );
    return rows.map(({ name }) => name);
  });
}

/**
 * Drops the roles that a trial made: roles belong to the whole server, and would make the trial's repetition fail. What
 * they hold in `databases` and on shared objects (parameters, tablespaces) goes with them. Does what it can: a role that
 * cannot be dropped is no error but a sentence in what it returns.
 *
 * On a server that is not ours nothing is dropped, since a new role there may be anybody's.
 */
export async function dropRoles(
  server: PostgresServer,
  made: readonly string[],
  databases: readonly string[] = [],
): Promise<string[]> {
  if (made.length === 0) {
    return [];
  }
  if (server.kind === 'existing') {
    return [`roles that appeared meanwhile are left, since they may be anybody's: ${made.join(', ')}`];
  }
  for (const database of databases) {
    await withConnection(server.connection(database), (client) => dropOwned(client, made));
  }
  return withConnection(server.connection(), async (client) => {
    // The maintenance database, too: that is where privileges on parameters and other shared objects can be revoked.
    await dropOwned(client, made);
    return dropAll(client, made);
  });
}

async function dropOwned(client: Client, roles: readonly string[]): Promise<void> {
  for (const role of roles) {
    // Where it may not, DROP ROLE says why.
    await client.query(`DROP OWNED BY ${quoteIdentifier(role)}`).catch(() => undefined);
  }
}

/** One by one, as long as that gets anywhere: a role that granted a membership goes only after it. */
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
      return [...refused].map(([role, why]) => `the role ${role} could not be dropped: ${why}`);
    }
    left = [...refused.keys()];
  }
}
