import { randomOf } from '../../seeding/random/random.ts';
import type { Span } from './dataset.ts';
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

/** Offices open at this hour, UTC. */
const OPEN = 8 * 3_600_000;

/** Days of each step. */
const STEP_DAYS = 10;

/** Kinds that are not derived from others. */
const SOURCES: ReadonlySet<string> = new Set([
  'weather',
  'electricity',
  'gas',
  'tariffs',
  'carbon',
  'structures',
  'cost_models',
]);

/** The steps: sources first, then what is derived from them. */
const STEPS: Readonly<Record<string, number>> = { heating: 2, bundles: 3, tasks: 4 };
const DERIVED = 1;

/**
 * The `created_at` of a row: in office hours of the weeks after the span, later than that of everything it is derived from or refers to.
 * It depends on the world and the end of the span only.
 *
 * @param kind the `name` of its `Dataset`; an unknown one counts as derived from sources
 */
export function createdAt({ options }: World, kind: string, index: number, span: Span, variant = 0): string {
  const random = randomOf(options.seed, 'created at', kind, index, variant);
  const step = SOURCES.has(kind) ? 0 : (STEPS[kind] ?? DERIVED);
  const days = step * STEP_DAYS + random.integer(STEP_DAYS);
  const hours = days * 24 + random.next() * 9;
  return new Date(firstFiling(span) + Math.floor(hours * 3600) * 1000).toISOString();
}

/** When all readings of a span are there: a month that is read as a whole may end after it. */
function firstFiling({ to }: Span): number {
  const last = new Date(to - 1);
  return Date.UTC(last.getUTCFullYear(), last.getUTCMonth() + 1) + OPEN;
}
