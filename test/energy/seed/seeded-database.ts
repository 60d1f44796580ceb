import type { SeedOptions } from '../../../src/energy/seed/seed-options.ts';
import { days, seed, SMALL_DATASETS, SMALL_SCHEMA, smallWorld } from './small-world.ts';
import type { SeedReport } from '../../../src/energy/seed/seed-world.ts';
import { scratchDatabase, type ScratchDatabase } from '../../database.ts';

export const TABLES = ['clients', 'sites', 'people', 'meters.metadata', 'meters.water', 'meters.steam'];

export const SPAN = days('2024-12-30', '2025-01-02');

const NAMES = ['clients', 'sites', 'people', 'water', 'meters_steam'];

export async function smallDatabase(): Promise<ScratchDatabase> {
  const database = await scratchDatabase('seed');
  await database.client.query(SMALL_SCHEMA);
  return database;
}

export function seeded(
  { url }: ScratchDatabase,
  options: Partial<SeedOptions> = {},
  seedNumber = 1,
): Promise<SeedReport> {
  return seed(smallWorld(seedNumber), url, { span: SPAN, datasets: NAMES, own: SMALL_DATASETS, ...options });
}
