import type { Client } from 'pg';

import type { PopulateReport } from '../../../src/seeding/insert/populate-report.ts';
import { populate, type PopulateOptions } from '../../../src/seeding/insert/populate.ts';
import { scratchDatabase } from '../../database.ts';

export interface Populated extends AsyncDisposable {
  client: Client;
  report: PopulateReport;
  /** The first column of what a query yields, as the driver reads it. */
  values(sql: string): Promise<unknown[]>;
}

/** A database with a schema, populated. */
export async function populated(schema: string, options: PopulateOptions = {}): Promise<Populated> {
  const database = await scratchDatabase('synthesis');
  const { client } = database;
  try {
    await client.query(schema);
    const report = await populate(client, options);
    return {
      client,
      report,
      async values(sql) {
        const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
        return rows.map(([value]) => value);
      },
      [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
    };
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
}

/** All rows of the tables named, as texts, for comparing two populations byte for byte. */
export async function rowsOf(client: Client, tables: readonly string[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const table of tables) {
    const { rows } = await client.query<{ row: string }>(
      `SELECT t::text AS row FROM ${table} t ORDER BY t::text COLLATE "C"`,
    );
    found[table] = rows.map(({ row }) => row);
  }
  return found;
}
