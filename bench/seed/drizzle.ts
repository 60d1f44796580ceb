import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What is used of drizzle-orm and drizzle-seed, which are installed elsewhere. */
interface Drizzle {
  drizzle: (url: string) => { $client: { end(): Promise<void> } };
  table: unknown;
  seed: (database: unknown, schema: object, options: { count: number }) => Promise<void>;
}

/** Loads drizzle from a folder in which `npm install drizzle-orm drizzle-seed pg` was run. */
async function loadDrizzle(folder: string): Promise<Drizzle> {
  const require = createRequire(join(folder, 'package.json'));
  const load = (name: string): Promise<any> => import(pathToFileURL(require.resolve(name)).href); // oxlint-disable-line typescript/no-explicit-any -- its types are not installed here
  const [orm, core, seeding] = await Promise.all([
    load('drizzle-orm/node-postgres'),
    load('drizzle-orm/pg-core'),
    load('drizzle-seed'),
  ]);
  const table = core.pgTable('plain', {
    datasetId: core.uuid('dataset_id').notNull(),
    startTs: core.timestamp('start_ts', { withTimezone: true }).notNull(),
    endTs: core.timestamp('end_ts', { withTimezone: true }).notNull(),
    consumptionKwh: core.doublePrecision('consumption_kwh'),
    unitCost: core.numeric('unit_cost', { precision: 19, scale: 4 }),
    totalCost: core.numeric('total_cost', { precision: 19, scale: 4 }),
  });
  return { drizzle: orm.drizzle, table, seed: seeding.seed };
}

/** Fills `plain` with some rows by drizzle-seed. */
export async function drizzleSeeds(folder: string, url: string, count: number): Promise<void> {
  const { drizzle, table, seed } = await loadDrizzle(folder);
  const database = drizzle(url);
  await seed(database, { table }, { count });
  await database.$client.end();
}
