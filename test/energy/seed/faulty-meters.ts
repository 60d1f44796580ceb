import type { SeedOptions } from '../../../src/energy/seed/seed-options.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import type { World } from '../../../src/energy/world/world.ts';
import type { ScratchDatabase } from '../../database.ts';
import { days, seed } from './small-world.ts';

export const METERS = ['client_meters.electricity_meters', 'client_meters.gas_meters'];
export const FAULTS = 'elementaldb_seed.faults';

/** Long enough for every kind of fault, with a change of the year. */
const SPAN = days('2023-03-01', '2024-03-01');

function worldWith(noise: 'none' | 'realistic'): World {
  return createWorld({ seed: 90_001, clients: 1, sites: 2, noise });
}

export function meters({ url }: ScratchDatabase, noise: 'none' | 'realistic', options: SeedOptions = {}) {
  return seed(worldWith(noise), url, { span: SPAN, datasets: ['electricity', 'gas'], workers: 1, ...options });
}
