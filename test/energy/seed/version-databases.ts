import { migrateUp } from '../../../src/migrations/runner/migrate.ts';
import type { SeedOptions } from '../../../src/energy/seed/seed-options.ts';
import { days, seed } from './small-world.ts';
import type { SeedReport } from '../../../src/energy/seed/seed-world.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { scratchDatabase, type ScratchDatabase } from '../../database.ts';

export async function migrated(version?: number): Promise<ScratchDatabase> {
  const database = await scratchDatabase('versions');
  await migrateUp(database.url, { folder: 'migrations', ...(version === undefined ? {} : { limit: version }) });
  return database;
}

export function seeded({ url }: ScratchDatabase, options: SeedOptions = {}): Promise<SeedReport> {
  const world = createWorld({ seed: 7, clients: 2, sites: 2, noise: 'none' });
  return seed(world, url, { span: days('2024-03-30', '2024-04-01'), workers: 1, ...options });
}
