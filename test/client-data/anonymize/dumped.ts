import type { Client } from 'pg';

import { requireDecisions } from '../../../src/client-data/anonymize/plan/require-decisions.ts';
import { type PlanOptions, planAnonymization } from '../../../src/client-data/anonymize/plan/plan.ts';
import type { AnonymizationPlan } from '../../../src/client-data/anonymize/plan/plan-entry.ts';
import { fieldsOf, lineOf } from '../../../src/client-data/output/copy-lines.ts';
import { allRows, copyStatement } from '../../../src/client-data/output/write-tables.ts';
import { readDumpTables } from '../../../src/client-data/tables/read-tables.ts';
import { copyOut } from '../../../src/postgres/copy-out.ts';
import { quoteIdentifier } from '../../../src/sql/quote.ts';

export const KEY = 'a key for tests of 32 characters';

export interface Dumped {
  plan: AnonymizationPlan;
  /** COPY blocks of all tables with their masks, in the order of their names. */
  text: string;
}

/** Plans in a transaction of its own. */
export async function planOnly(client: Client, options: Partial<PlanOptions> = {}): Promise<AnonymizationPlan> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    return await planAnonymization(client, await readDumpTables(client), { key: KEY, ...options });
  } finally {
    await client.query('ROLLBACK');
  }
}

/** Plans, and writes all rows of a database with the masks of the plan, or as they are. */
export async function planAndDump(
  client: Client,
  options: Partial<PlanOptions> = {},
  values: 'masked' | 'real' = 'masked',
): Promise<Dumped> {
  const plan = await planOnly(client, options);
  const tables = await readDumpTables(client);
  if (values === 'masked') {
    requireDecisions(plan);
  }
  let text = '';
  for (const table of tables) {
    const names = table.columns.flatMap(({ name, generated }) => (generated ? [] : [name]));
    const masks = values === 'masked' ? plan.masksOf(table) : undefined;
    const masked = (row: readonly (string | null)[]): (string | null)[] =>
      row.map((value, at) => {
        const valueOf = (column: string): string | null => row[names.indexOf(column)] ?? null;
        return value === null ? null : (masks?.get(names[at] ?? '')?.(value, valueOf) ?? value);
      });
    let rows = '';
    await copyOut(client, copyStatement(allRows(table)), (bytes) => {
      rows += bytes.toString();
      return undefined;
    });
    text += `COPY ${table.sql} (${names.map(quoteIdentifier).join(', ')}) FROM stdin;\n`;
    for (const line of rows.split('\n').slice(0, -1)) {
      text += `${lineOf(masked(fieldsOf(line)))}\n`;
    }
    text += '\\.\n';
  }
  return { plan, text };
}
