import * as v from 'valibot';

import { superuserUrlOf } from '../commands/servers.ts';
import { SEED_PROFILES } from '../energy/seed/profiles.ts';
import { chosenWorld, WORLD_CHOICE, type ChosenWorld, type WorldChoice } from '../energy/seed/world-choice.ts';
import { formatSeedProgress, formatSeedReport } from '../report/seed-report.ts';
import { styleFor } from '../report/style.ts';
import { checkOptions, oneOf } from '../support/check-options.ts';
import { InvalidOptionError } from '../support/errors.ts';
import { Refusal } from './access.ts';
import type { SeedFacts, SeedPreview } from './live-state.ts';

/** What the form of a world sends. */
export interface SeedForm extends WorldChoice {
  ifThere?: 'append' | 'replace' | undefined;
}

const SEED_FORM = v.strictObject({
  ...WORLD_CHOICE,
  ifThere: oneOf('append', 'replace'),
} satisfies Record<keyof SeedForm, v.GenericSchema>);

/** Columns of the lines of a report. */
const WIDTH = 80;

/** What the form offers. @throws UsageError `BAD_DATASET` */
export async function seedFacts(datasetFiles: readonly string[]): Promise<SeedFacts> {
  const { seedCatalog } = await import('../energy/seed/catalog.ts');
  const { datasets, places, archetypes } = await seedCatalog(datasetFiles);
  return {
    profiles: Object.entries(SEED_PROFILES).map(([name, { clients, sites, from, to, description }]) => ({
      name,
      clients,
      sites,
      from,
      to,
      description,
    })),
    datasets: datasets.map(({ name }) => name),
    places,
    archetypes: [...archetypes],
  };
}

/**
 * What a seed would write, without a server.
 *
 * @param isWanted whether somebody still waits for it: large worlds take long
 * @throws InvalidOptionError; the errors of `estimateWorld`; Refusal when nobody waits
 */
export async function previewSeed(
  form: unknown,
  datasetFiles: readonly string[],
  isWanted: () => boolean,
): Promise<SeedPreview> {
  const { world, span, datasets } = chosenBy(form);
  // The code that makes the rows is large, and only these functions need it.
  const [{ createWorld }, { estimateWorld }, { countSites }] = await Promise.all([
    import('../energy/world/create-world.ts'),
    import('../energy/seed/estimate-world.ts'),
    import('../energy/world/count-sites.ts'),
  ]);
  const onProgress = (): void => {
    if (!isWanted()) {
      throw new Refusal(499, 'the request has been given up', 'Send it again.');
    }
  };
  const made = createWorld(world);
  const estimate = await estimateWorld(made, { span, datasets, datasetFiles, onProgress });
  return {
    ...(await countSites(made, onProgress)),
    datasets: estimate.datasets.map(({ dataset, rows, bytes, seconds }) => ({ dataset, rows, bytes, seconds })),
    rows: estimate.rows,
    bytes: estimate.bytes,
    seconds: estimate.seconds,
  };
}

/** Writes the rows into the database of a named server. @throws InvalidOptionError; the errors of `seed` and `findServer` */
export async function seedServer(
  name: string,
  form: unknown,
  datasetFiles: readonly string[],
  onProgress: (step: string) => void,
): Promise<string[]> {
  const { world, span, datasets, ifThere } = chosenBy(form);
  const [{ createWorld }, { seed }] = await Promise.all([
    import('../energy/world/create-world.ts'),
    import('../commands/seed.ts'),
  ]);
  const report = await seed(createWorld(world), () => superuserUrlOf(name), {
    span,
    datasets,
    datasetFiles,
    ifThere,
    onProgress: (now) => onProgress(formatSeedProgress(now)),
  });
  return formatSeedReport(report, styleFor(false, {}), WIDTH);
}

function chosenBy(form: unknown): ChosenWorld & Pick<SeedForm, 'ifThere'> {
  requireForm(form);
  const { ifThere, ...choice } = form;
  const chosen = chosenWorld(choice);
  const { clients, sites } = chosen.world;
  if (clients > sites && sites > 0) {
    throw new InvalidOptionError('clients', {
      message: `${clients} clients for ${sites} ${sites === 1 ? 'site' : 'sites'}: each client needs a site`,
      hint: 'Choose fewer clients or more sites.',
    });
  }
  return { ...chosen, ifThere };
}

function requireForm(form: unknown): asserts form is SeedForm {
  checkOptions('the world', SEED_FORM, form, 'Correct the form.');
}
