import { fileURLToPath } from 'node:url';

import { Client } from 'pg';

export const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

/** Times from nothing to the first answer, in a process that has loaded its modules; prints milliseconds. */
export async function measured(work: () => Promise<() => Promise<unknown>>): Promise<void> {
  const begun = performance.now();
  const stop = await work();
  const milliseconds = performance.now() - begun;
  await stop();
  process.stdout.write(`${milliseconds}\n`);
}

/** Proves that the last migration is there. */
export async function firstQuery(connectionString: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  await client.query('SELECT count(*) FROM optimisation.curated_results');
  await client.end();
}
