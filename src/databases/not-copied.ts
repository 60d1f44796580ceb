import type { Client } from 'pg';

/**
 * What belongs to a database and is in no copy of it, since PostgreSQL keeps it beside the database: subscriptions,
 * replication slots and prepared transactions. One phrase each.
 *
 * @see https://www.postgresql.org/docs/current/manage-ag-templatedbs.html
 */
export async function readNotCopied(client: Client, database: string): Promise<string[]> {
  const { rows } = await client.query<{ phrase: string }>(
    `SELECT 'the subscription ' || quote_ident(subname) AS phrase
       FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = $1)
     UNION ALL SELECT 'the replication slot ' || quote_ident(slot_name) FROM pg_replication_slots WHERE database = $1
     UNION ALL SELECT 'the prepared transaction ' || quote_literal(gid) FROM pg_prepared_xacts WHERE database = $1
     ORDER BY 1`,
    [database],
  );
  return rows.map(({ phrase }) => phrase);
}
