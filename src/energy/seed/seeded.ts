import * as v from 'valibot';

import type { TemplateChoice, UserTemplate } from '../../databases/templates/define-template.ts';
import { provideTemplate } from '../../databases/templates/provided.ts';
import { ANYTHING, checkOptions } from '../../support/check-options.ts';
import { contentHash } from '../../support/hash.ts';
import { packageVersion } from '../../support/tool-version.ts';
import { WORLD_CHOICE, chosenWorld, seedChosenWorld, type WorldChoice } from './world-choice.ts';

/** The synthetic world that a template is filled with. */
export interface SeededOptions extends WorldChoice {
  /** The template to seed; `migrated` by default, which has all migrations and no client data. */
  on?: TemplateChoice | undefined;
}

const SEEDED_OPTIONS = v.strictObject({
  ...WORLD_CHOICE,
  on: ANYTHING, // Checked by `layersFor`.
} satisfies Record<keyof SeededOptions, v.GenericSchema>);

/**
 * A template with synthetic clients, sites and their data: `testDatabase({ template: seeded({ sites: 3 }) })`, or
 * `template: 'seeded'` for the profile `small`. It is built again when these options or the version of this package change.
 *
 * @throws InvalidOptionError; when it is built, the errors of `createWorld` and `seed`
 */
export function seeded(options: SeededOptions = {}): UserTemplate {
  checkOptions('seeded', SEEDED_OPTIONS, options);
  const { on = 'migrated', ...choice } = options;
  const chosen = chosenWorld(choice);
  return {
    name: 'seeded',
    from: on,
    layerOn: (parent) =>
      Promise.resolve({
        label: 'seeded',
        key: contentHash([parent.key, 'seeded', packageVersion(), JSON.stringify(chosen)]),
        parent,
        build: ({ url }) => seedChosenWorld(url, chosen),
      }),
  };
}

provideTemplate('seeded', seeded);
