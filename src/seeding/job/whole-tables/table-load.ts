import type { ClientBase } from 'pg';

import { FIRST_USER_OID } from '../../../catalog/kinds/kind-query.ts';
import { SQLSTATE } from '../../../postgres/sqlstate.ts';
import { quoteLiteral } from '../../../sql/quote.ts';
import { codeOf } from '../../../support/errors.ts';
import { loadError } from '../../load/load-error.ts';
import { beginWriting } from '../seeding-lock.ts';

/** Tables that one connection fills in one transaction, while they have no indexes. */
export interface TableLoad {
  /** As SQL names them. */
  readonly tables: readonly string[];
  /** Whether the tasks are the last of the load. */
  readonly isLast: boolean;
}

/** Milliseconds to wait for sessions that use a table; after that it keeps its indexes. */
const PATIENCE = 200;

/** An index that is dropped while rows are loaded, and the statements that create it again. */
interface DroppedIndex {
  drop: string;
  create: string;
  comment: string | null;
}

/** Indexes whose definition describes them fully. Unique ones stay, because constraints and other sessions may need them. */
const DROPPABLE = `NOT i.indisunique AND NOT i.indisexclusion AND NOT i.indisclustered AND NOT i.indisreplident AND i.indisvalid
  AND i.indexrelid >= ${FIRST_USER_OID} AND x.reltablespace = 0
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.deptype IN ('e', 'x'))
  AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indexrelid AND to_jsonb(a)->>'attstattarget' NOT IN ('-1'))`;

const INDEXES = 'pg_index i JOIN pg_class x ON x.oid = i.indexrelid';

/**
 * Those of some tables that can be loaded without their indexes: the role owns them, they have an index that may be dropped and no
 * triggers but those of their own foreign keys, and no other table refers to or inherits from them.
 *
 * @param names as SQL names the tables
 */
export async function loadableTables(client: ClientBase, names: readonly string[]): Promise<Set<string>> {
  if (names.length === 0) {
    return new Set();
  }
  const { rows } = await client.query<{ name: string }>(
    `SELECT t.name FROM unnest($1::text[]) AS t (name) JOIN pg_class c ON c.oid = t.name::regclass
      WHERE c.relkind = 'r' AND NOT c.relispartition AND pg_has_role(c.relowner, 'USAGE')
        AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.confrelid = c.oid AND k.contype = 'f')
        AND NOT EXISTS (SELECT FROM pg_inherits h WHERE c.oid IN (h.inhparent, h.inhrelid))
        AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal)
        AND EXISTS (SELECT FROM ${INDEXES} WHERE i.indrelid = c.oid AND ${DROPPABLE})`,
    [names],
  );
  return new Set(rows.map(({ name }) => name));
}

/**
 * Begins a transaction, and drops the indexes of the tables, if all are empty. With `wal_level = minimal` they are truncated too: then
 * the server writes no WAL for what is loaded in the same transaction.
 *
 * @returns the statements that create the indexes again; undefined, without a transaction, if a table has rows or another session
 *   uses one
 * @see https://www.postgresql.org/docs/current/populate.html
 */
export async function beginLoad(client: ClientBase, tables: readonly string[]): Promise<string[] | undefined> {
  // Before the lock, which would keep readers of filled tables waiting, and again after it.
  if (!(await areEmpty(client, tables))) {
    return undefined;
  }
  await beginWriting(client);
  await client.query(`SET LOCAL lock_timeout = ${PATIENCE}`);
  try {
    await client.query(`LOCK TABLE ${tables.join(', ')} IN ACCESS EXCLUSIVE MODE`);
  } catch (error) {
    await client.query('ROLLBACK');
    if (codeOf(error) === SQLSTATE.lockNotAvailable) {
      return undefined;
    }
    throw error;
  }
  if (!(await areEmpty(client, tables))) {
    await client.query('ROLLBACK');
    return undefined;
  }
  // The indexes come back in the default tablespace of the database, where they are.
  await client.query(`SET LOCAL lock_timeout TO DEFAULT; SET LOCAL default_tablespace = ''`);
  const indexes = await droppableIndexes(client, tables);
  for (const { drop } of indexes) {
    await client.query(drop);
  }
  const { rows } = await client.query<{ wal_level: string }>('SHOW wal_level');
  if (rows[0]?.wal_level === 'minimal') {
    await client.query(`TRUNCATE ${tables.join(', ')}`);
  }
  return indexes.flatMap(({ create, comment }) => [create, ...(comment === null ? [] : [comment])]);
}

async function areEmpty(client: ClientBase, tables: readonly string[]): Promise<boolean> {
  const { rows } = await client.query<{ filled: boolean }>(
    `SELECT ${tables.map((table) => `EXISTS (SELECT FROM ${table})`).join(' OR ')} AS filled`,
  );
  return rows[0]?.filled === false;
}

async function droppableIndexes(client: ClientBase, tables: readonly string[]): Promise<DroppedIndex[]> {
  const list = tables.map((name) => `${quoteLiteral(name)}::regclass`).join(', ');
  const { rows } = await client.query<DroppedIndex>(`
    SELECT format('DROP INDEX %s', i.indexrelid::regclass) AS drop, pg_get_indexdef(i.indexrelid) AS create,
           format('COMMENT ON INDEX %s IS %L', i.indexrelid::regclass, nullif(obj_description(i.indexrelid, 'pg_class'), '')) AS comment
      FROM ${INDEXES} WHERE i.indrelid IN (${list}) AND ${DROPPABLE} ORDER BY 1`);
  return rows.map((row) => (row.comment?.endsWith(' IS NULL') === true ? { ...row, comment: null } : row));
}

/**
 * Creates what `beginLoad` has dropped. Deferred foreign keys are checked before: the server creates no index of a table whose rows
 * wait for a check.
 *
 * @throws UsageError `LOAD_REFUSED`
 */
export async function createIndexes(client: ClientBase, statements: readonly string[]): Promise<void> {
  if (statements.length > 0) {
    await client.query('SET CONSTRAINTS ALL IMMEDIATE').catch((error: unknown) => {
      throw loadError(error, 'nothing was written, since rows do not meet a deferred constraint');
    });
  }
  for (const statement of statements) {
    await client.query(statement).catch((error: unknown) => {
      throw loadError(
        error,
        'nothing was written, and the indexes are as before: one of them cannot be created again; use --mode safe',
      );
    });
  }
}
