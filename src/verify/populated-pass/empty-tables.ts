import type { Client } from 'pg';

/**
 * Removes the rows of tables and of all tables that refer to them, and restarts their sequences, as long as nothing but these rows goes: no trigger or rule
 * does more, no row of the migrations is among them, and no table inherits from them.
 *
 * @param tables with schema, as SQL writes them
 * @param mayEmpty whether a table, or a partitioned one with all partitions, holds only rows that may go
 * @returns whether the rows are gone; otherwise all stay
 */
export async function emptyTables(
  client: Client,
  tables: readonly string[],
  mayEmpty: (table: string) => boolean,
): Promise<boolean> {
  const { rows } = await client.query<{ name: string; simple: boolean }>(REFERRING, [tables]);
  if (rows.some(({ name, simple }) => !simple || !mayEmpty(name))) {
    return false;
  }
  const names = rows.map(({ name }) => name);
  return client.query(`TRUNCATE ${names.join(', ')} RESTART IDENTITY`).then(
    () => true,
    // A table that refers to a partition, for example.
    () => false,
  );
}

/** The tables and those that refer to them, and whether rows can be removed and inserted there without any other effect. */
const REFERRING = `
  WITH RECURSIVE referring (oid) AS (
    SELECT coalesce(pg_catalog.pg_partition_root(name::pg_catalog.regclass), name::pg_catalog.regclass)::pg_catalog.oid
      FROM pg_catalog.unnest($1::text[]) name
     UNION
    SELECT coalesce(pg_catalog.pg_partition_root(k.conrelid), k.conrelid)::pg_catalog.oid
      FROM referring r JOIN pg_catalog.pg_constraint k ON k.confrelid = r.oid AND k.contype = 'f')
  SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
         NOT c.relhasrules
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class d ON d.oid = i.inhrelid
                          WHERE i.inhparent = c.oid AND NOT d.relispartition) AS simple
    FROM referring r
    JOIN pg_catalog.pg_class c ON c.oid = r.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   ORDER BY 1`;
