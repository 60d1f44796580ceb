import { randomOf } from '../../seeding/random/random.ts';
import type { World } from '../world/world.ts';
import { uuidOf } from '../../seeding/random/uuid.ts';

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

const FIRST = Date.UTC(2025, 0, 6, 8);

/** Days that each step takes, the one after the other. */
const STEP_DAYS = 10;

/** What is not made of anything else. */
const SOURCES: ReadonlySet<string> = new Set([
  'weather',
  'electricity',
  'gas',
  'tariffs',
  'carbon',
  'structures',
  'cost_models',
]);

/** Steps in which things come about: sources first, then what is made of them. */
const STEPS: Readonly<Record<string, number>> = { bundles: 2, tasks: 3 };
const DERIVED = 1;

/**
 * When something of the world is said to have been filed: a time of office hours that only the world decides, later than that of
 * all it is made of or refers to.
 *
 * @param kind the `name` of its `Dataset`; one that is not known is taken to be made of sources
 */
export function createdAt({ options }: World, kind: string, index: number, variant = 0): string {
  const random = randomOf(options.seed, 'created at', kind, index, variant);
  const step = SOURCES.has(kind) ? 0 : (STEPS[kind] ?? DERIVED);
  const days = step * STEP_DAYS + random.integer(STEP_DAYS);
  const hours = days * 24 + random.next() * 9;
  return new Date(FIRST + Math.floor(hours * 3600) * 1000).toISOString();
}
