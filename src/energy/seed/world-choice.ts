import type * as v from 'valibot';

import { NUMBER, TEXT, TEXTS, YES_OR_NO, oneOf } from '../../support/check-options.ts';
import { InvalidOptionError } from '../../support/errors.ts';
import type { Span } from '../datasets/dataset.ts';
import type { WorldOptions } from '../world/world.ts';
import { DEFAULT_SEED, SEED_PROFILES, type SeedProfile, type SeedProfileName } from './profiles.ts';

/** Which synthetic world to fill a database with; the profile gives what is left out. */
export interface WorldChoice extends Partial<Omit<WorldOptions, 'given' | 'meter'>> {
  /** `small` by default. */
  profile?: SeedProfileName | undefined;
  /** The first day of time series, ISO 8601, in UTC. */
  from?: string | undefined;
  /** The day after the last. */
  to?: string | undefined;
  /** Names of datasets; all by default. */
  datasets?: readonly string[] | undefined;
}

/** Schemas of `WorldChoice`; numbers are checked by `createWorld`. */
export const WORLD_CHOICE = {
  profile: TEXT,
  from: TEXT,
  to: TEXT,
  datasets: TEXTS,
  seed: NUMBER,
  clients: NUMBER,
  sites: NUMBER,
  noise: oneOf('none', 'realistic'),
  demo: YES_OR_NO,
  places: TEXTS,
  archetypes: TEXTS,
} satisfies Record<keyof WorldChoice, v.GenericSchema>;

/** A choice with everything filled in. */
export interface ChosenWorld {
  world: WorldOptions;
  span: Span;
  datasets: readonly string[] | undefined;
}

/** @throws InvalidOptionError */
export function chosenWorld({ profile = 'small', ...change }: WorldChoice): ChosenWorld {
  const chosen: SeedProfile | undefined = SEED_PROFILES[profile];
  if (chosen === undefined) {
    throw badWorld('profile', `unknown profile ${JSON.stringify(profile)}`);
  }
  const world: WorldOptions = {
    seed: change.seed ?? DEFAULT_SEED,
    clients: change.clients ?? chosen.clients,
    sites: change.sites ?? chosen.sites,
    noise: change.noise ?? 'none',
    // The sites of the demo are where and what they are.
    demo: change.demo ?? (chosen.demo === true && change.places === undefined && change.archetypes === undefined),
    ...(change.places !== undefined && { places: change.places }),
    ...(change.archetypes !== undefined && { archetypes: change.archetypes }),
  };
  const span = { from: dayOf('from', change.from ?? chosen.from), to: dayOf('to', change.to ?? chosen.to) };
  return { world, span, datasets: change.datasets ?? chosen.datasets };
}

/** @throws the errors of `createWorld` and `seedJob` */
export async function seedChosenWorld(url: string, { world, span, datasets }: ChosenWorld): Promise<void> {
  // The code that makes the rows is large, and only this function needs it.
  const [{ createWorld }, { seedJob }, { seedWorld }] = await Promise.all([
    import('../world/create-world.ts'),
    import('./seed-options.ts'),
    import('./seed-world.ts'),
  ]);
  await seedWorld(url, await seedJob(createWorld(world), { span, datasets }));
}

function dayOf(option: 'from' | 'to', text: string): number {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(day)) {
    throw badWorld(option, `invalid day ${JSON.stringify(text)}`);
  }
  return day;
}

function badWorld(option: string, message: string): InvalidOptionError {
  return new InvalidOptionError(option, {
    message,
    hint: `Write days as 2024-01-31, and choose a profile from ${Object.keys(SEED_PROFILES).join(', ')}.`,
  });
}
