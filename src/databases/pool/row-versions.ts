import type { Client } from 'pg';

/** What shows whether something in a database was changed, compared with another copy of the same template. */
export interface RowVersions {
  /** Of all that is defined in the database. */
  schema: string;
  /** Of the rows of each table, by its OID. */
  tables: Readonly<Record<string, string>>;
}

/** Databases with more data than this, in bytes, are not read. */
const MAX_BYTES = 64 * 1_048_576;

/**
 * The number of rows of each table and catalog, and the sum of the transactions that wrote them. A changed row has a newer
 * transaction than all rows before, so two databases with the same figures that were once equal are still equal. Of
 * `pg_class`, which TRUNCATE and VACUUM change, the definitions count; the planner's statistics do not. Undefined for
 * a database with much data.
 *
 * @throws the server's error where this role may not read a catalog or a table, or a policy would hide rows
 */
export async function readRowVersions(client: Client): Promise<RowVersions | undefined> {
  await client.query('SET row_security = off');
  const { rows } = await client.query<{ bytes: string; schema: string; tables: string }>(LISTS);
  const [lists] = rows;
  if (lists === undefined || Number(lists.bytes) > MAX_BYTES) {
    return undefined;
  }
  const read = async (query: string): Promise<Record<string, string>> => {
    const answer = await client.query<{ versions: Record<string, string> | null }>(
      `SELECT jsonb_object_agg(oid, version) AS versions FROM (${query}) AS each`,
    );
    return answer.rows[0]?.versions ?? {};
  };
  const { rows: classes } = await client.query<{ hash: string }>(CLASSES);
  const catalogs = await read(lists.schema);
  return {
    schema: JSON.stringify([classes[0]?.hash, catalogs]),
    tables: lists.tables === '' ? {} : await read(lists.tables),
  };
}

/** The version of a table whose rows one transaction has written. */
export function rowVersion(rows: number, transaction: number): string {
  return `${rows} ${rows * transaction}`;
}

const EACH = `format('SELECT %s AS oid, count(*) || '' '' || coalesce(sum(xmin::text::bigint), 0) AS version FROM ONLY %s',
                     oid, oid::regclass)`;

/** The first OID of objects that are not PostgreSQL's own. */
const FIRST_OID = 16_384;

const LISTS = `
  SELECT coalesce(sum(pg_relation_size(oid)), 0)::text AS bytes,
         string_agg(${EACH}, ' UNION ALL ' ORDER BY oid) FILTER (WHERE is_catalog) AS schema,
         coalesce(string_agg(${EACH}, ' UNION ALL ' ORDER BY oid) FILTER (WHERE NOT is_catalog), '') AS tables
    FROM (SELECT oid, relnamespace = 'pg_catalog'::regnamespace AS is_catalog
            FROM pg_catalog.pg_class
           WHERE relkind IN ('r', 'm') AND NOT relisshared
             AND (oid >= ${FIRST_OID} OR relnamespace = 'pg_catalog'::regnamespace)
             AND oid <> ALL ('{pg_class,pg_statistic,pg_statistic_ext_data}'::regclass[])) AS relation`;

const CLASSES = `
  SELECT md5(string_agg((to_jsonb(c) - '{relfilenode,relpages,reltuples,relallvisible,relallfrozen,relfrozenxid,
                                         relminmxid,relhasindex}'::text[])::text, ',' ORDER BY oid)) AS hash
    FROM pg_catalog.pg_class c`;
