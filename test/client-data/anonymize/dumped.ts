import type { Client } from 'pg';

import { requireDecisions } from '../../../src/client-data/anonymize/plan/require-decisions.ts';
import { type PlanOptions, planAnonymization } from '../../../src/client-data/anonymize/plan/plan.ts';
import type { AnonymizationPlan } from '../../../src/client-data/anonymize/plan/plan-entry.ts';
import { readDumpTables } from '../../../src/client-data/tables/read-tables.ts';
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
    const names = table.columns.map(({ name }) => name);
    const list = names.map(quoteIdentifier).join(', ');
    const masks = values === 'masked' ? plan.masksOf(table) : undefined;
    const { rows } = await client.query<(string | null)[]>({
      text: `SELECT ${names.map((name) => `${quoteIdentifier(name)}::text`).join(', ')} FROM ${table.sql} ORDER BY ${names.map((_name, at) => at + 1).join(', ')}`,
      rowMode: 'array',
    });
    text += `COPY ${table.sql} (${list}) FROM stdin;\n`;
    for (const row of rows) {
      text += `${row.map((value, at) => escapeField(value, masks?.get(names[at] ?? ''))).join('\t')}\n`;
    }
    text += '\\.\n';
  }
  return { plan, text };
}

function escapeField(value: string | null, mask: ((text: string) => string) | undefined): string {
  if (value === null) {
    return String.raw`\N`;
  }
  return (mask?.(value) ?? value)
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\t', String.raw`\t`)
    .replaceAll('\r', String.raw`\r`);
}
