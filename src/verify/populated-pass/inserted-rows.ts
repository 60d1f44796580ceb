import type { ClientBase } from 'pg';

import type { InsertedRows } from '../report/pass-results.ts';
import type { SnapshotDiff } from '../../catalog/diff/diff.ts';

/** Larger inserts are data loads, which do not check for single keys. */
const MAX_ROWS = 100;

/** The rows of existing tables that have other rows since the up. */
export async function readInsertedRows(client: ClientBase, effect: SnapshotDiff): Promise<InsertedRows[]> {
  const inserted: InsertedRows[] = [];
  for (const { table, before, after, added } of effect.rows) {
    if (before === null || after === null || after > MAX_ROWS || added === 0) {
      continue;
    }
    // A column of that name would shadow the alias; this one is unlikely to exist.
    const { rows } = await client.query<{ rows: string }>(
      `SELECT jsonb_agg(to_jsonb(elementaldb_row))::text AS rows FROM ONLY ${table} elementaldb_row`,
    );
    inserted.push({ table, rows: rows[0]?.rows ?? '[]' });
  }
  return inserted;
}

/**
 * Inserts rows with the keys that an up is about to insert, but other values, as a user may have entered before the
 * migration. A table of keys alone gets none, since such a row would equal the inserted one.
 *
 * @returns the tables that accepted none, and why
 */
export async function insertConflictingRows(
  client: ClientBase,
  insertedRows: readonly InsertedRows[],
): Promise<{ table: string; reason: string }[]> {
  const refused: { table: string; reason: string }[] = [];
  for (const { table, rows } of insertedRows) {
    const { rows: columns } = await client.query<InsertedColumn>(COLUMNS, [table]);
    const insert = insertStatement(table, columns);
    if (insert === undefined) {
      continue;
    }
    await client.query('BEGIN');
    const error = await client.query(insert, [rows]).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    await client.query(error === undefined ? 'COMMIT' : 'ROLLBACK');
    if (error instanceof Error) {
      refused.push({ table, reason: `rows that conflict with what the up inserts: ${error.message}` });
    }
  }
  return refused;
}

interface InsertedColumn {
  name: string;
  /** Whether a unique index, a foreign key or a check covers it, so that another value may violate it. */
  bound: boolean;
  /** Whether a unique index covers it. */
  key: boolean;
  /** Whether a sequence fills it. */
  drawn: boolean;
  /** An expression for another value than `inserted.column`; null where none is known. */
  other: string | null;
}

const COLUMNS = `
  SELECT quote_ident(a.attname) AS name,
    EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique AND a.attnum = ANY (i.indkey)) AS key,
    EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique
              AND (a.attnum = ANY (i.indkey) OR 0 = ANY (i.indkey)))
      OR EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = a.attrelid AND c.contype IN ('f', 'c')
              AND a.attnum = ANY (c.conkey)) AS bound,
    a.attidentity <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%', false) AS drawn,
    CASE WHEN t.typtype <> 'b' THEN NULL
         WHEN t.typname = 'text' OR t.typname = 'varchar' AND a.atttypmod < 0
           THEN format('coalesce(inserted.%1$I, %2$L) || %2$L', a.attname, '~')
         WHEN t.typname = 'varchar'
           THEN format('left(coalesce(inserted.%I, %L), %s) || %L', a.attname, '', greatest(a.atttypmod - 5, 0), '~')
         WHEN t.typname IN ('int2', 'int4', 'int8', 'numeric', 'float4', 'float8')
           THEN format('coalesce(inserted.%I, 0) + 1', a.attname)
         WHEN t.typname = 'bool' THEN format('inserted.%I IS NOT TRUE', a.attname)
         WHEN t.typname IN ('timestamp', 'timestamptz', 'date')
           THEN format('coalesce(inserted.%I, %L) + interval %L', a.attname, '2024-02-29', '1 day')
    END AS other
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  ORDER BY a.attnum`;

function insertStatement(table: string, columns: readonly InsertedColumn[]): string | undefined {
  const otherKeys = columns.some(({ key, drawn }) => key && !drawn);
  // The sequence draws a new number, unless the number is the only key.
  const given = columns.filter(({ drawn }) => !drawn || !otherKeys);
  if (!given.some(({ key }) => key) || !given.some(({ bound, other }) => !bound && other !== null)) {
    return undefined;
  }
  const names = given.map(({ name }) => name).join(', ');
  const values = given
    .map(({ name, bound, other }) => (bound || other === null ? `inserted.${name}` : other))
    .join(', ');
  return `INSERT INTO ${table} (${names}) OVERRIDING SYSTEM VALUE
    SELECT ${values} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb) inserted ON CONFLICT DO NOTHING`;
}
