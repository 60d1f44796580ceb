import type { Client } from 'pg';

import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import { connectBeside } from '../postgres/connect.ts';

/**
 * Removes what keeps a database from being dropped although no session is in it: its subscriptions, without touching the
 * slot on the publisher, and prepared transactions. PostgreSQL drops its inactive replication slots itself.
 *
 * @see https://www.postgresql.org/docs/current/sql-dropsubscription.html
 */
export async function releaseDatabase(client: Client, name: string, oid: string): Promise<void> {
  const { rows: subscriptions } = await client.query<{ name: string }>(
    'SELECT subname AS name FROM pg_subscription WHERE subdbid = $1 ORDER BY 1',
    [oid],
  );
  const { rows: prepared } = await client.query<{ gid: string }>(
    'SELECT gid FROM pg_prepared_xacts WHERE database = $1 ORDER BY 1',
    [name],
  );
  if (subscriptions.length === 0 && prepared.length === 0) {
    return;
  }
  await client.query(`ALTER DATABASE ${quoteIdentifier(name)} ALLOW_CONNECTIONS true`);
  const inside = await connectBeside(client, name);
  try {
    // Unknown before PostgreSQL 17, and to be set by superusers only.
    await inside.query('SET event_triggers = off').catch(() => undefined);
    for (const { gid } of prepared) {
      await inside.query(`ROLLBACK PREPARED ${quoteLiteral(gid)}`);
    }
    for (const subscription of subscriptions) {
      const quoted = quoteIdentifier(subscription.name);
      await inside.query(`ALTER SUBSCRIPTION ${quoted} DISABLE`);
      await inside.query(`ALTER SUBSCRIPTION ${quoted} SET (slot_name = NONE)`);
      await inside.query(`DROP SUBSCRIPTION ${quoted}`);
    }
  } finally {
    await inside.end();
  }
}
