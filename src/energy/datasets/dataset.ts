import type { SeedDataset } from '../../seeding/job/dataset.ts';
import type { World } from '../world/world.ts';

export type { Span } from '../../seeding/job/dataset.ts';

/** One kind of data of a world, such as the electricity meters of its sites. */
export interface Dataset extends SeedDataset<World> {
  /** What the index of `batches` counts: sites, clients or places; or nothing, then it is 0. */
  readonly per: 'world' | 'place' | 'client' | 'site';
}
