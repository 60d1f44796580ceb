import { SEED_PROFILES, type SeedProfile, type SeedProfileName } from '../../synthesis/seed/seed-profiles.ts';
import type { WorldOptions } from '../../synthesis/world/world.ts';
import { UsageError } from '../../support/errors.ts';
import { contentHash } from '../../support/hash.ts';
import { packageVersion } from '../../support/tool-version.ts';
import type { TemplateChoice, UserTemplate } from './define-template.ts';

/** Which synthetic world a template is filled with; what is left out is as in the profile. */
export interface SeededOptions extends Partial<WorldOptions> {
  /** `small` unless told. */
  profile?: SeedProfileName | undefined;
  /** The first day of time series, ISO 8601, in UTC. */
  from?: string | undefined;
  /** The day after the last. */
  to?: string | undefined;
  /** Names of datasets; all unless told. */
  datasets?: readonly string[] | undefined;
  /** What is seeded: all migrations, without the client data, unless told. */
  on?: TemplateChoice | undefined;
}

/**
 * A template with synthetic clients, sites and their data: `testDatabase({ template: seeded({ sites: 3 }) })`, or
 * `template: 'seeded'` for the profile `small`. It is found again by these options and the version of this package.
 *
 * @throws UsageError `BAD_TEMPLATE`; when it is built, the errors of `createWorld` and `seed`
 */
export function seeded({ profile = 'small', on = 'migrated', ...change }: SeededOptions = {}): UserTemplate {
  const chosen: SeedProfile | undefined = SEED_PROFILES[profile];
  if (chosen === undefined) {
    throw notSeedable(`there is no profile ${JSON.stringify(profile)}`);
  }
  const world: WorldOptions = {
    seed: change.seed ?? 1,
    clients: change.clients ?? chosen.clients,
    sites: change.sites ?? chosen.sites,
    noise: change.noise ?? 'realistic',
    demo: change.demo ?? chosen.demo ?? false,
  };
  const span = { from: dayOf(change.from ?? chosen.from), to: dayOf(change.to ?? chosen.to) };
  const datasets = change.datasets ?? chosen.datasets;
  return {
    name: 'seeded',
    from: on,
    layerOn: (parent) =>
      Promise.resolve({
        label: 'seeded',
        key: contentHash([parent.key, 'seeded', packageVersion(), JSON.stringify([world, span, datasets])]),
        parent,
        build: async ({ url }) => {
          // What makes the rows is large: nobody else has to read it.
          const [{ createWorld }, { seed }] = await Promise.all([
            import('../../synthesis/world/create-world.ts'),
            import('../../synthesis/seed/seed.ts'),
          ]);
          await seed(createWorld(world), url, { span, datasets });
        },
      }),
  };
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
    code: 'BAD_TEMPLATE',
    hint: `Write days as 2024-01-31; there are the profiles ${Object.keys(SEED_PROFILES).join(', ')}.`,
  });
}
