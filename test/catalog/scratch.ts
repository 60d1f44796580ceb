import { randomBytes } from 'node:crypto';

import type { Client } from 'pg';

export interface ScratchRole extends AsyncDisposable {
  name: string;
}

/** A role of its own for one test; dropped with all it owns here when it goes out of scope. */
export async function scratchRole(client: Client): Promise<ScratchRole> {
  const name = `elementaldb_test_${randomBytes(6).toString('hex')}`;
  await client.query(`CREATE ROLE ${name}`);
  return {
    name,
    async [Symbol.asyncDispose]() {
      // A subscription keeps its database from being dropped, and its owner from being dropped with it.
      const { rows } = await client.query<{ name: string }>(`SELECT quote_ident(subname) AS name FROM pg_subscription
        WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())`);
      for (const subscription of rows) {
        await client.query(`DROP SUBSCRIPTION ${subscription.name}`);
      }
      await client.query(`DROP OWNED BY ${name} CASCADE; DROP ROLE ${name}`);
    },
  };
}

/** 18 for PostgreSQL 18.4. */
export async function majorVersion(client: Client): Promise<number> {
  const { rows } = await client.query<{ major: number }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS major`,
  );
  return rows[0]?.major ?? 0;
}
