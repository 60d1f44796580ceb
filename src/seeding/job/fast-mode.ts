import type { ClientBase } from 'pg';

import { FIRST_USER_OID } from '../../catalog/kinds/kind-query.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import { loadError } from '../load/load-error.ts';
import type { Stage } from './stages.ts';
import type { Writing } from './write-tasks.ts';

/** Something dropped while loading, and the statements that create it again. */
interface Dropped {
  drop: string;
  create: string;
  comment: string | null;
}

/**
 * Runs work in one transaction without the foreign keys and indexes of the tables it fills: they are dropped before and
 * created again after, with the same definitions and comments, and the keys are validated. Whatever a definition does not
 * fully describe (primary and unique keys, indexes of partitions, clustered indexes) stays.
 */
export async function inFastMode<C, T>(
  { client, schema }: Pick<Writing<C>, 'client' | 'schema'>,
  stages: readonly Stage<C>[],
  work: () => Promise<T>,
): Promise<T> {
  const paths = stages.flatMap(({ datasets }) => datasets.flatMap(({ tables }) => tables));
  const names = [...new Set(paths.flatMap((path) => schema.find(...path)?.name ?? []))];
  await client.query('BEGIN');
  try {
    const dropped = await definitions(client, names);
    for (const { drop } of dropped) {
      await client.query(drop);
    }
    const result = await work();
    for (const { create, comment } of dropped.toReversed()) {
      await client.query(create).catch((error: unknown) => {
        throw loadError(error, 'the rows are loaded, but what --mode fast dropped cannot be created again');
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

/** Foreign keys come first: dropping them needs no index. */
async function definitions(client: ClientBase, tables: readonly string[]): Promise<Dropped[]> {
  const list = tables.map((name) => `${quoteLiteral(name)}::regclass`).join(', ');
  const { rows } = await client.query<Dropped>(`
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', k.conrelid::regclass, k.conname) AS drop,
           format('ALTER TABLE %s ADD CONSTRAINT %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid)) AS create,
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
