import { randomOf } from '../random/random.ts';
import type { World } from '../world/world.ts';

const FIRST = Date.UTC(2025, 0, 6, 8);
const DAYS = 40;

/** When something of the world is said to have been filed: a time of office hours that only the world decides. */
export function createdAt({ options }: World, kind: string, index: number, variant = 0): string {
  const random = randomOf(options.seed, 'created at', kind, index, variant);
  const hours = random.integer(DAYS) * 24 + random.next() * 9;
  return new Date(FIRST + Math.floor(hours * 3600) * 1000).toISOString();
}
