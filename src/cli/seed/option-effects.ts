import type { Command } from 'commander';

import { refuse, refuseTogether } from '../usage.ts';
import { METER_FILES, type SeedFlags } from './seed-flags.ts';
import { WORLD_FLAGS } from './seed-world.ts';

type Key = keyof SeedFlags | 'name' | 'config';

/** What `seed` does, and the options that it does it by. */
interface Action {
  readonly by: readonly (keyof SeedFlags)[];
  /** Options that change what it does. */
  readonly takes: readonly Key[];
}

const WORLD = [...WORLD_FLAGS, 'seed'] as const;
const PART = [...WORLD, 'noise', 'datasets', 'datasetFile', 'shard', 'workers', 'json', 'config'] as const;
const FILES = [...PART, 'format', 'layout'] as const;
const DATABASE = ['databaseUrl', 'name', 'config'] as const;

/** The first whose options are all given is what is done; the last has none. */
const ACTIONS: readonly Action[] = [
  { by: ['dryRun', 'export'], takes: FILES },
  { by: ['dryRun'], takes: PART },
  { by: ['check', 'databaseUrl'], takes: ['json'] },
  { by: ['check'], takes: [...WORLD, 'json'] },
  { by: ['preview'], takes: WORLD },
  { by: ['list'], takes: ['datasetFile', 'json', 'config'] },
  { by: ['printDistribution'], takes: DATABASE },
  { by: ['generic'], takes: [...DATABASE, 'seed', 'rows', 'allowEmpty', 'json'] },
  { by: ['export'], takes: FILES },
  { by: [], takes: [...PART, ...DATABASE, 'append', 'replace', 'mode'] },
];

/**
 * Refuses an option without an effect on what the others ask for. Those of files and of `--generic` say what they need.
 *
 * @param command whose options have been read
 * @throws InvalidOptionError
 */
export function refuseWithoutEffect(command: Command, flags: SeedFlags): void {
  refuseWithoutTheirs(flags);
  const given = new Map(
    command.options
      .map((option) => [option.attributeName(), option.long ?? ''] as const)
      .filter(([key]) => command.getOptionValueSource(key) === 'cli'),
  );
  if (given.has('databaseUrl') && given.has('name')) {
    refuseTogether('--database-url', '--name', 'Remove one of them: each says which database.');
  }
  const action = ACTIONS.find(({ by }) => by.every((key) => given.has(key)));
  const effective = new Set<string>([...(action?.by ?? []), ...(action?.takes ?? [])]);
  const idle = [...given].find(([key]) => !effective.has(key));
  if (action === undefined || idle === undefined) {
    return;
  }
  const doing = action.by.map((key) => given.get(key) ?? '');
  const [, option] = idle;
  refuse(
    option,
    `${doing.join(' with ')} and ${option} cannot be combined`,
    `Remove ${option}, which has no effect with ${doing.join(' and ')}, or remove ${doing[0] ?? ''}.`,
  );
}

/** Refuses options of files, and of `--generic`, where these are not asked for. */
function refuseWithoutTheirs(flags: SeedFlags): void {
  for (const [key, option] of [
    ['rows', '--rows'],
    ['allowEmpty', '--allow-empty'],
  ] as const) {
    if (flags[key] !== undefined && flags.generic !== true) {
      refuse(option, `${option} needs --generic`, `Add --generic, or remove ${option}.`);
    }
  }
  if (flags.format !== undefined && flags.export === undefined) {
    refuse('--format', '--format needs --export', 'Add --export with a folder, or remove --format.');
  }
  if (flags.layout !== undefined && flags.format !== METER_FILES) {
    refuse('--layout', `--layout needs --format ${METER_FILES}`, `Add --format ${METER_FILES}, or remove --layout.`);
  }
  if (flags.format !== METER_FILES) {
    return;
  }
  if (flags.workers !== undefined) {
    refuse(
      '--workers',
      `--workers and --format ${METER_FILES} cannot be combined: one thread writes these files`,
      'Remove --workers, or divide the sites by --shard.',
    );
  }
  if (flags.datasetFile !== undefined) {
    refuse(
      '--dataset-file',
      `--dataset-file and --format ${METER_FILES} cannot be combined: custom datasets have no layout`,
      `Remove --dataset-file, or choose another format.`,
    );
  }
}
