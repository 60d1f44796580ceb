import type { Client } from 'pg';

import { quoteLiteral } from '../../sql/quote.ts';
import type { TableShape } from '../schema/table-shape.ts';
import type { Batch, CellValue } from './batch.ts';

/**
 * Checks foreign keys once for each value instead of once for each row, which costs PostgreSQL more than everything else
 * it does with a row. It is as strict as the keys' own triggers: the referenced row exists, and is locked in the same way,
 * so that nobody removes it before the transaction ends. The queries run under a lock, so they cannot use a schema that was
 * read before.
 */
export interface KeysOnce {
  /**
   * Whether the triggers of a table can be skipped for a batch: they only check foreign keys, and the rows that the batch
   * refers to have been found. May query the server, and calls `endCopy` before.
   */
  areChecked(table: TableShape, batch: Batch, endCopy: () => Promise<void>): Promise<boolean>;
  /** Makes the session skip triggers, or not. Not during a COPY. */
  skipTriggers(isSkipped: boolean): Promise<void>;
  /** To be called when the transaction, with its locks and settings, has ended. */
  forget(): void;
}

/** A foreign key of one table. */
interface CheckedKey {
  columns: string[];
  /** The query that finds and locks the referenced row; null for kinds of keys that are left to the server. */
  find: string | null;
}

/** Batches with fewer rows are not worth a query. */
const FEWEST = 1000;

/**
 * For a connection that writes whole transactions; undefined if its role is not a superuser and so cannot skip triggers.
 */
export async function keysOnce(client: Client): Promise<KeysOnce | undefined> {
  const { rows } = await client.query<{ may: boolean }>(
    `SELECT current_setting('is_superuser') = 'on' AND current_setting('session_replication_role') = 'origin' AS may`,
  );
  if (rows[0]?.may !== true) {
    return undefined;
  }
  const known = new Map<string, CheckedKey[] | null>();
  const found = new Map<string, boolean>();
  let skips = false;
  return {
    async areChecked(table, batch, endCopy) {
      if (batch.rows < FEWEST) {
        return false;
      }
      let keys = known.get(table.name);
      if (keys === undefined) {
        await endCopy();
        keys = await foreignKeysAlone(client, table.name);
        known.set(table.name, keys);
      }
      if (keys === null) {
        return false;
      }
      for (const { columns, find } of keys) {
        const values = columns.map((name) => valueOfAll(batch, name));
        if (columns.length === 1 && values[0] === null) {
          continue;
        }
        if (find === null || !values.every((value) => value !== null && value !== undefined)) {
          return false;
        }
        const id = JSON.stringify([find, values.map(String)]);
        if (!found.has(id)) {
          await endCopy();
          const { rowCount } = await client.query(find, values.map(String));
          found.set(id, rowCount === 1);
        }
        if (found.get(id) !== true) {
          return false;
        }
      }
      return keys.length > 0;
    },
    async skipTriggers(isSkipped) {
      if (isSkipped !== skips) {
        await client.query(`SET LOCAL session_replication_role = ${isSkipped ? 'replica' : 'origin'}`);
        skips = isSkipped;
      }
    },
    forget() {
      known.clear();
      found.clear();
      skips = false;
    },
  };
}

/** The value of a column if it is the same in all rows. */
function valueOfAll({ columns }: Batch, name: string): CellValue | undefined {
  const column = columns[name];
  return column?.kind === 'same' ? column.value : undefined;
}

/**
 * The foreign keys of a table and of its partitions; null if any of them has another trigger, or one that is set to fire
 * always, never, or for replicas. The table is locked as a COPY locks it, so that nobody creates a trigger before the
 * transaction ends.
 *
 * The query that finds a row is the one of PostgreSQL's own trigger.
 *
 * @see https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/ri_triggers.c
 */
async function foreignKeysAlone(client: Client, table: string): Promise<CheckedKey[] | null> {
  await client.query(`LOCK TABLE ${table} IN ROW EXCLUSIVE MODE`);
  const { rows } = await client.query<{ others: boolean; keys: CheckedKey[] }>(`
    WITH tree AS (
      SELECT ${quoteLiteral(table)}::regclass AS id UNION SELECT relid FROM pg_partition_tree(${quoteLiteral(table)}::regclass)
    ), triggers AS (
      SELECT t.tgenabled, t.tgisinternal, k.*, to_jsonb(k)->>'conperiod' AS period
        FROM pg_trigger t LEFT JOIN pg_constraint k ON k.oid = t.tgconstraint AND k.contype = 'f'
       WHERE t.tgrelid IN (SELECT id FROM tree)
    ), keys AS (
      SELECT DISTINCT
             (SELECT json_agg(a.attname ORDER BY n)
                FROM unnest(k.conkey) WITH ORDINALITY AS u (number, n)
                JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number)::text AS columns,
             CASE WHEN k.period IS DISTINCT FROM 'true' THEN
               (SELECT format('SELECT FROM %s %s x WHERE ', CASE p.relkind WHEN 'p' THEN '' ELSE 'ONLY' END, p.oid::regclass)
                       || string_agg(format('x.%I OPERATOR(%I.%s) $%s::%s', b.attname, s.nspname, o.oprname, n, format_type(a.atttypid, NULL)), ' AND ' ORDER BY n)
                       || ' FOR KEY SHARE OF x'
                  FROM unnest(k.conkey, k.confkey, k.conpfeqop) WITH ORDINALITY AS u (own, other, operator, n)
                  JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.own
                  JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = u.other
                  JOIN pg_operator o ON o.oid = u.operator
                  JOIN pg_namespace s ON s.oid = o.oprnamespace)
             END AS find
        FROM triggers k JOIN pg_class p ON p.oid = k.confrelid
       WHERE k.conrelid IN (SELECT id FROM tree)
    )
    SELECT EXISTS (SELECT FROM triggers WHERE oid IS NULL OR NOT tgisinternal OR tgenabled <> 'O') AS others,
           coalesce((SELECT json_agg(json_build_object('columns', columns::json, 'find', find)) FROM keys), '[]') AS keys`);
  const [read] = rows;
  return read === undefined || read.others ? null : read.keys;
}
