import type { Client } from 'pg';

import { quoteIdentifier } from '../../sql/quote.ts';
import { messageOf } from '../../support/errors.ts';

interface MaterializedView {
  schema: string;
  name: string;
}

/**
 * Refreshes the materialized views that depend on tables which this transaction changed, directly or through other views,
 * each after those that it uses. Those without data stay so.
 *
 * @param refreshed names of those that the file has refreshed itself, as `schema.name`
 * @returns a sentence for each view that could not be refreshed and so is stale
 */
export async function refreshViews(client: Client, refreshed: ReadonlySet<string>): Promise<string[]> {
  const stale: string[] = [];
  const views = (await viewsOfChangedTables(client)).filter(({ schema, name }) => !refreshed.has(`${schema}.${name}`));
  if (views.length > 0) {
    // A dump empties it, and before PostgreSQL 17 the queries of the views run with it.
    await client.query('RESET search_path');
  }
  for (const { schema, name } of views) {
    const view = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
    await client.query('SAVEPOINT refresh');
    try {
      await client.query(`REFRESH MATERIALIZED VIEW ${view}`);
      await client.query('RELEASE refresh');
    } catch (error) {
      await client.query('ROLLBACK TO refresh');
      stale.push(`the materialized view ${view} is stale: it could not be refreshed (${messageOf(error)})`);
    }
  }
  return stale;
}

/** In order: a view uses more materialized views than each of those that it uses. */
async function viewsOfChangedTables(client: Client): Promise<MaterializedView[]> {
  const { rows } = await client.query<MaterializedView>(
    `WITH RECURSIVE changed AS (
       SELECT relid FROM pg_catalog.pg_stat_xact_user_tables
        WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 OR current_setting('track_counts') = 'off'),
     uses AS (
       SELECT DISTINCT r.ev_class AS view, d.refobjid AS used
         FROM pg_catalog.pg_rewrite r
         JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
        WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> r.ev_class),
     all_used AS (
       SELECT view, used FROM uses UNION SELECT a.view, u.used FROM all_used a JOIN uses u ON u.view = a.used),
     affected AS (
       SELECT relid FROM changed
       UNION SELECT ancestor.relid FROM changed, pg_catalog.pg_partition_ancestors(changed.relid) AS ancestor(relid)
       UNION SELECT i.inhparent FROM changed JOIN pg_catalog.pg_inherits i ON i.inhrelid = changed.relid)
     SELECT n.nspname AS schema, c.relname AS name
       FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'm' AND c.relispopulated
        AND EXISTS (SELECT FROM all_used a JOIN affected ON affected.relid = a.used WHERE a.view = c.oid)
      ORDER BY (SELECT count(*) FROM all_used a JOIN pg_catalog.pg_class m ON m.oid = a.used AND m.relkind = 'm'
                 WHERE a.view = c.oid), 1, 2`,
  );
  return rows;
}
