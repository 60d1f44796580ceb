import { execFileSync } from 'node:child_process';

import type { Client } from 'pg';

import type { Batch } from '../../src/seeding/load/batch.ts';
import { readSchema } from '../../src/seeding/schema/read-schema.ts';
import { valueAt } from '../../src/seeding/load/encode-rows.ts';
import { keysOnce } from '../../src/seeding/load/keys-once.ts';
import { openLoader } from '../../src/seeding/load/loader.ts';

/** Runs psql with the same rows from a ready binary file. */
export function psql(url: string, command: string): void {
  execFileSync('psql', ['--no-psqlrc', '--quiet', url, '-c', command], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Loads batches that are in memory into a table of another name, as `seed` does: in a transaction, keys checked once. */
export async function load(client: Client, batches: readonly Batch[], table: Batch['table']): Promise<void> {
  const loader = openLoader(client, await readSchema(client), await keysOnce(client));
  await client.query('BEGIN');
  for (const batch of batches) {
    await loader.load({ ...batch, table });
  }
  await loader.end();
  await client.query('COMMIT');
}

/** Rows of one INSERT. */
const TOGETHER = 1000;

/** Inserts rows by `pg`, a thousand in a statement, with parameters, as a careful user would. */
export async function insert(client: Client, batches: readonly Batch[], table: string, most: number): Promise<number> {
  let rows = 0;
  for (const batch of batches) {
    const names = Object.keys(batch.columns);
    for (let from = 0; from < batch.rows && rows < most; from += TOGETHER) {
      const count = Math.min(TOGETHER, batch.rows - from);
      const values = Array.from({ length: count }, (_, i) =>
        names.map((name) => {
          const column = batch.columns[name];
          const value = column === undefined ? null : valueAt(column, from + i);
          return column?.kind === 'instants' ? new Date(Number(value)) : value;
        }),
      ).flat();
      const lists = Array.from(
        { length: count },
        (_, i) => `(${names.map((_name, n) => `$${i * names.length + n + 1}`).join(', ')})`,
      );
      await client.query(`INSERT INTO ${table} (${names.join(', ')}) VALUES ${lists.join(', ')}`, values);
      rows += count;
    }
  }
  return rows;
}
