import { contentHash } from '../../support/hash.ts';
import { packageVersion } from '../../support/tool-version.ts';
import type { TemplateChoice, UserTemplate } from './define-template.ts';
import { seedWorldInto, worldToSeed, type WorldChoice } from './world-to-seed.ts';

/** Which synthetic world a template is filled with. */
export interface SeededOptions extends WorldChoice {
  /** What is seeded: all migrations, without the client data, unless told. */
  on?: TemplateChoice | undefined;
}

/**
 * A template with synthetic clients, sites and their data: `testDatabase({ template: seeded({ sites: 3 }) })`, or
 * `template: 'seeded'` for the profile `small`. It is found again by these options and the version of this package.
 *
 * @throws UsageError `BAD_WORLD`; when it is built, the errors of `createWorld` and `seed`
 */
export function seeded({ on = 'migrated', ...choice }: SeededOptions = {}): UserTemplate {
  const chosen = worldToSeed(choice);
  return {
    name: 'seeded',
    from: on,
    layerOn: (parent) =>
      Promise.resolve({
        label: 'seeded',
        key: contentHash([parent.key, 'seeded', packageVersion(), JSON.stringify(chosen)]),
        parent,
        build: ({ url }) => seedWorldInto(url, chosen),
      }),
  };
}
