import {
  DEFAULT_SEED,
  SEED_PROFILES,
  type SeedProfile,
  type SeedProfileName,
} from '../../seeding/job/seed-profiles.ts';
import type { Span } from '../../energy/datasets/dataset.ts';
import type { WorldOptions } from '../../energy/world/world.ts';
import { UsageError } from '../../support/errors.ts';

/** Which synthetic world a database is filled with; what is left out is as in the profile. */
export interface WorldChoice extends Partial<WorldOptions> {
  /** `small` unless told. */
  profile?: SeedProfileName | undefined;
  /** The first day of time series, ISO 8601, in UTC. */
  from?: string | undefined;
  /** The day after the last. */
  to?: string | undefined;
  /** Names of datasets; all unless told. */
  datasets?: readonly string[] | undefined;
}

export interface WorldToSeed {
  world: WorldOptions;
  span: Span;
  datasets: readonly string[] | undefined;
}

/** What a choice comes to. @throws UsageError `BAD_WORLD` */
export function worldToSeed({ profile = 'small', ...change }: WorldChoice): WorldToSeed {
  const chosen: SeedProfile | undefined = SEED_PROFILES[profile];
  if (chosen === undefined) {
    throw notSeedable(`there is no profile ${JSON.stringify(profile)}`);
  }
  const world: WorldOptions = {
    seed: change.seed ?? DEFAULT_SEED,
    clients: change.clients ?? chosen.clients,
    sites: change.sites ?? chosen.sites,
    noise: change.noise ?? 'none',
    demo: change.demo ?? chosen.demo ?? false,
  };
  const span = { from: dayOf(change.from ?? chosen.from), to: dayOf(change.to ?? chosen.to) };
  return { world, span, datasets: change.datasets ?? chosen.datasets };
}

/** Writes its rows. @throws the errors of `createWorld` and `seed` */
export async function seedWorldInto(url: string, { world, span, datasets }: WorldToSeed): Promise<void> {
  // What makes the rows is large: nobody else has to read it.
  const [{ createWorld }, { seed }] = await Promise.all([
    import('../../energy/world/create-world.ts'),
    import('../../seeding/job/seed.ts'),
  ]);
  await seed(createWorld(world), url, { span, datasets });
}

function dayOf(text: string): number {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(day)) {
    throw notSeedable(`${JSON.stringify(text)} is no day`);
  }
  return day;
}

function notSeedable(why: string): UsageError {
  return new UsageError(`no database can be seeded so: ${why}`, {
    code: 'BAD_WORLD',
    hint: `Write days as 2024-01-31; there are the profiles ${Object.keys(SEED_PROFILES).join(', ')}.`,
  });
}
