import { uuidOf } from '../../seeding/random/uuid.ts';
import type { World } from '../world/world.ts';

/**
 * The id of a dataset.
 *
 * @param kind the `name` of its `Dataset`, e.g. `electricity`
 * @param index of the site, or of the place or client where it is theirs
 * @param variant which of several: the number of a tariff product, of a solar array, of a set of interventions
 */
export function datasetId({ options }: World, kind: string, index: number, variant = 0): string {
  return uuidOf(options.seed, 'dataset', kind, index, variant);
}
