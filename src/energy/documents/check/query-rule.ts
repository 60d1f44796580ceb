import type { ClientBase } from 'pg';

import type { DocumentFinding } from './document-report.ts';

/** What must hold between rows, or in every row of a series: the server finds what breaks it. */
export interface QueryRule {
  /** Where the fault is. */
  readonly table: string;
  readonly column: string;
  readonly message: string;
  /** `error`: an endpoint fails. `warning`: a later job, the optimiser or the simulator may fail. */
  readonly severity: DocumentFinding['severity'];
  /** Tables that the query reads, and columns that an older schema may not have: `schema.table`, `schema.table.column`. */
  readonly reads: readonly string[];
  /** Selects the keys of the rows at fault, each under the name that it has in the table. */
  readonly sql: string;
}

/** What breaks a rule, once with the number of its rows; the names that the database does not have, for which it cannot be asked. */
export async function checkRule(
  client: ClientBase,
  { table, column, message, severity, reads, sql }: QueryRule,
): Promise<{ readonly finding?: DocumentFinding; readonly missing: readonly string[] }> {
  const { rows: absent } = await client.query<{ name: string }>(MISSING_NAMES, [reads]);
  if (absent.length > 0) {
    return { missing: absent.map(({ name }) => name) };
  }
  const { rows } = await client.query<{ first: Readonly<Record<string, unknown>> & { of: number } }>(
    `SELECT to_jsonb(found) AS first FROM (SELECT *, count(*) OVER () AS of FROM (${sql}) AS broken ORDER BY 1 LIMIT 1) AS found`,
  );
  const [broken] = rows;
  if (broken === undefined) {
    return { missing: [] };
  }
  const { of: count, ...key } = broken.first;
  const finding = {
    table,
    column,
    path: '',
    kind: 'wrong value',
    severity,
    message,
    count,
    key,
    example: null,
  } as const;
  return { finding, missing: [] };
}

const MISSING_NAMES = `
  SELECT name
    FROM (SELECT name, string_to_array(name, '.') AS parts FROM unnest($1::text[]) AS name) AS n,
         LATERAL to_regclass(parts[1] || '.' || parts[2]) AS relation
   WHERE relation IS NULL
      OR parts[3] IS NOT NULL AND NOT EXISTS (
           SELECT FROM pg_catalog.pg_attribute
            WHERE attrelid = relation AND attname = parts[3] AND attnum > 0 AND NOT attisdropped)`;
