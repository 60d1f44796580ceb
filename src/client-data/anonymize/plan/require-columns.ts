import type { Client } from 'pg';

import { UsageError } from '../../../support/errors.ts';
import type { ColumnGroup } from '../source/column-groups.ts';
import type { PlanContext } from './decision.ts';

/**
 * Checks that the columns of the configuration are there, and that none follows another one by a foreign key, whose rule it
 * would not get. Columns of tables that the dump leaves out are not looked at.
 *
 * @throws UsageError `ANONYMIZE_UNKNOWN_COLUMN`
 */
export async function requireColumns(groups: readonly ColumnGroup[], context: PlanContext): Promise<void> {
  const names = Object.keys(context.configuration.columns ?? {});
  const roots = new Set(groups.map(({ root }) => root.id));
  const others = names.filter((name) => !roots.has(name));
  for (const name of others) {
    const group = groups.find(({ followers }) => followers.some(({ id }) => id === name));
    if (group !== undefined) {
      throw new UsageError(`anonymize.columns: ${name} gets the rule of ${group.root.id} by a foreign key`, {
        code: 'ANONYMIZE_UNKNOWN_COLUMN',
        hint: `Give the rule to ${group.root.id}, and remove ${name}.`,
      });
    }
  }
  const unknown = others.length === 0 ? undefined : await findUnknown(others, context.client);
  if (unknown !== undefined) {
    throw new UsageError(`anonymize.columns: there is no column ${unknown}`, {
      code: 'ANONYMIZE_UNKNOWN_COLUMN',
      hint: 'Name it as schema.table.column, or remove it.',
    });
  }
}

async function findUnknown(names: readonly string[], client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY AS given(name, place)
      WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE a.attnum > 0 AND NOT a.attisdropped AND n.nspname || '.' || c.relname || '.' || a.attname = name)
      ORDER BY place LIMIT 1`,
    [names],
  );
  return rows[0]?.name;
}
