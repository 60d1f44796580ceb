import type { Client } from 'pg';

import type { SnapshotDiff } from '../../catalog/diff/diff.ts';
import { runBatch } from '../../catalog/snapshot/batch.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { rowHashes } from '../../catalog/snapshot/row-statements.ts';

/** More rows than this are not named one by one. */
const MOST_ROWS = 10;

/**
 * By table, the statements that delete the rows that are new in the database since a state. Only for a table whose primary
 * key the server does not generate and whose new keys all stand in `sql`, so that they are the same in every run.
 */
export async function deletesOfNewRows(
  client: Client,
  { rows }: SnapshotDiff,
  before: CatalogSnapshot,
  sql: string,
): Promise<Map<string, string[]>> {
  const deletes = new Map<string, string[]>();
  for (const { table, before: count, lost, added } of rows) {
    const earlier = before.rows.find((each) => each.table === table)?.hashes;
    if (count === null || lost !== 0 || added === null || added > MOST_ROWS || earlier == null) {
      continue;
    }
    const keys = await newKeys(client, table, earlier);
    if (keys.length === added && keys.flat().every(({ value }) => sql.includes(value.replaceAll("'", "''")))) {
      deletes.set(
        table,
        keys.map((key) => `DELETE FROM ${table} WHERE ${key.map(condition).join(' AND ')}`),
      );
    }
  }
  return deletes;
}

interface KeyValue {
  column: string;
  value: string;
  literal: string;
}

function condition({ column, value, literal }: KeyValue): string {
  return `${column} = ${/^(?:0|-?[1-9]\d{0,17})$/.test(value) ? value : literal}`;
}

/** The primary keys of the rows whose hashes are not among those of earlier rows; none where the server generates a part. */
async function newKeys(client: Client, table: string, earlier: readonly string[]): Promise<KeyValue[][]> {
  const { rows: columns } = await client.query<{ name: string; type: string; key: boolean; generated: boolean }>(
    `SELECT pg_catalog.quote_ident(a.attname) AS name, CASE t.typnamespace WHEN 'pg_catalog'::pg_catalog.regnamespace THEN '' ELSE 'its.schema' END AS type,
            coalesce(a.attnum = ANY (i.indkey), false) AS key, a.atthasdef OR a.attidentity <> '' AS generated
       FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
       LEFT JOIN pg_catalog.pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
      WHERE a.attrelid = $1::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> 'v'`,
    [table],
  );
  const keys = columns.filter(({ key }) => key).map(({ name }) => name);
  if (keys.length === 0 || columns.some(({ key, generated }) => key && generated)) {
    return [];
  }
  const sorted = columns.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const [result] = await runBatch(client, [
    rowHashes(
      table,
      sorted,
      keys.flatMap((key) => [`${key}::text`, `pg_catalog.quote_literal(${key}::text)`]),
    ),
  ]);
  const known = new Map<string, number>();
  earlier.forEach((hash) => known.set(hash, (known.get(hash) ?? 0) + 1));
  return (result?.rows ?? []).flatMap(([hash, ...cells]) => {
    const left = known.get(hash ?? '') ?? 0;
    known.set(hash ?? '', left - 1);
    const values = cells.slice(sorted.length);
    return left > 0
      ? []
      : [
          keys.map((column, index) => ({
            column,
            value: values[2 * index] ?? '',
            literal: values[2 * index + 1] ?? '',
          })),
        ];
  });
}
