import type { ClientBase } from 'pg';

import { FIRST_USER_OID } from '../../catalog/kinds/kind-query.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import { loadError } from '../load/load-error.ts';
import type { Stage } from './stages.ts';
import type { Writing } from './write-tasks.ts';

/** What is dropped for the time of loading, and how it is made again. */
interface Dropped {
  drop: string;
  make: string;
  comment: string | null;
}

/**
 * Runs work in one transaction, before which the foreign keys and indexes of the tables that are filled are dropped and
 * after which they are made again by their own definitions: the keys are validated, and comments are as they were. What
 * is more than a definition (primary and unique keys, indexes of partitions, clustered ones) stays as it is.
 */
export async function inFastMode<T>(
  { client, catalog }: Writing,
  stages: readonly Stage[],
  work: () => Promise<T>,
): Promise<T> {
  const paths = stages.flatMap(({ datasets }) => datasets.flatMap(({ tables }) => tables));
  const names = [...new Set(paths.flatMap((path) => catalog.find(...path)?.name ?? []))];
  await client.query('BEGIN');
  try {
    const dropped = await definitions(client, names);
    for (const { drop } of dropped) {
      await client.query(drop);
    }
    const result = await work();
    for (const { make, comment } of dropped.toReversed()) {
      await client.query(make).catch((error: unknown) => {
        throw loadError(error, 'the rows are loaded, but what was dropped for it cannot be made again');
      });
      if (comment !== null) {
        await client.query(comment);
      }
    }
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Foreign keys first, since they need no index of their own table to be dropped. */
async function definitions(client: ClientBase, tables: readonly string[]): Promise<Dropped[]> {
  const list = tables.map((name) => `${quoteLiteral(name)}::regclass`).join(', ');
  const { rows } = await client.query<Dropped>(`
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', k.conrelid::regclass, k.conname) AS drop,
           format('ALTER TABLE %s ADD CONSTRAINT %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid)) AS make,
           format('COMMENT ON CONSTRAINT %I ON %s IS %L', k.conname, k.conrelid::regclass, obj_description(k.oid, 'pg_constraint')) AS comment,
           obj_description(k.oid, 'pg_constraint') IS NULL AS bare
      FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
     WHERE k.conrelid IN (${list}) AND k.contype = 'f' AND k.conparentid = 0 AND c.relkind = 'r'
    UNION ALL
    SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid),
           format('COMMENT ON INDEX %s IS %L', i.indexrelid::regclass, obj_description(i.indexrelid, 'pg_class')),
           obj_description(i.indexrelid, 'pg_class') IS NULL
      FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
     WHERE i.indrelid IN (${list}) AND i.indexrelid >= ${FIRST_USER_OID} AND c.relkind = 'r' AND NOT c.relispartition
       AND NOT i.indisunique AND NOT i.indisexclusion AND NOT i.indisclustered AND NOT i.indisreplident AND i.indisvalid
       AND x.reltablespace = 0
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.deptype IN ('e', 'x'))
       AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indexrelid AND to_jsonb(a)->>'attstattarget' NOT IN ('-1'))
     ORDER BY 1`);
  return rows.map((row) => ('bare' in row && row.bare === true ? { ...row, comment: null } : row));
}
