import { InvalidArgumentError, Option, type Command } from 'commander';

import type { Span } from '../../energy/datasets/dataset.ts';
import {
  DEFAULT_PROFILE,
  DEFAULT_SEED,
  SEED_PROFILES,
  type SeedProfile,
  type SeedProfileName,
} from '../../energy/seed/profiles.ts';
import type { World } from '../../energy/world/world.ts';
import { parseNumber, refuse } from '../usage.ts';

/** Options of `seed` that say which world, and when. */
export interface WorldFlags {
  clients?: number;
  sites?: number;
  places?: string[];
  archetypes?: string[];
  sitesFile?: string;
  match?: string;
  from?: number;
  to?: number;
  seed: number;
  profile?: SeedProfileName;
  noise: 'none' | 'realistic';
}

/** Those without a default. */
export const WORLD_FLAGS = [
  'clients',
  'sites',
  'places',
  'archetypes',
  'sitesFile',
  'match',
  'from',
  'to',
  'profile',
] as const satisfies readonly (keyof WorldFlags)[];

export function addWorldOptions(command: Command): Command {
  const profiles = Object.entries<SeedProfile>(SEED_PROFILES).map(
    ([name, { description }]) => `${name}: ${description}`,
  );
  return command
    .option('--clients <n>', `Number of clients (default: ${DEFAULT_PROFILE.clients}).`, parseNumber)
    .option('--sites <n>', `Number of sites (default: ${DEFAULT_PROFILE.sites}).`, parseNumber)
    .option('--places <names>', 'Only sites in these towns, e.g. Cardiff,Leeds (default: all).', parseList)
    .option('--archetypes <names>', 'Only sites of these kinds, e.g. office,school (default: all).', parseList)
    .addOption(
      new Option(
        '--sites-file <file>',
        'CSV file with your sites: name, kind, floor_area, postcode, electricity_kwh, gas_kwh (default: none).',
      ).conflicts(['sites', 'places', 'archetypes', 'profile']),
    )
    .option(
      '--match <file>',
      'CSV file with half-hours of a meter (start, kwh) whose statistics the first site gets (default: none).',
    )
    .option('--from <day>', `First day of time series, UTC (default: ${DEFAULT_PROFILE.from}).`, parseDay)
    .option('--to <day>', `Day after the last (default: ${DEFAULT_PROFILE.to}).`, parseDay)
    .option('--seed <n>', 'Same number, same rows, on any machine.', parseNumber, DEFAULT_SEED)
    .addOption(
      new Option('--profile <name>', `Predefined size (default: none). ${profiles.join('. ')}.`).choices(
        Object.keys(SEED_PROFILES),
      ),
    )
    .addOption(
      new Option('--noise <kind>', 'Faults of meters: gaps, estimates, spikes, meter changes.')
        .choices(['none', 'realistic'])
        .default('none'),
    );
}

/** The code that makes the rows is large, so it is loaded here only. */
export async function worldOf(flags: WorldFlags): Promise<World> {
  const { chosenWorldFiles } = await import('../../energy/own-sites/chosen-files.ts');
  const { places, archetypes, noise } = flags;
  const { clients, sites, demo = false } = profileOf(flags);
  refuseIdleClients(flags, flags.sites ?? sites);
  return chosenWorldFiles(
    {
      seed: flags.seed,
      clients: flags.clients ?? (flags.sitesFile === undefined ? clients : 1),
      sites: flags.sites ?? sites,
      noise,
      // The sites of the demo are where and what they are.
      demo: demo && places === undefined && archetypes === undefined,
      ...(places !== undefined && { places }),
      ...(archetypes !== undefined && { archetypes }),
    },
    flags,
  );
}

/** A client without a site has nothing but its name. */
function refuseIdleClients({ clients, sitesFile }: WorldFlags, sites: number): void {
  if (clients !== undefined && clients > sites && sites > 0 && sitesFile === undefined) {
    refuse(
      '--clients',
      `${clients} clients for ${sites} ${sites === 1 ? 'site' : 'sites'}: each client needs a site`,
      `Use --clients ${sites}, or --sites ${clients} or more.`,
    );
  }
}

export function profileOf({ profile }: WorldFlags): SeedProfile {
  return profile === undefined ? DEFAULT_PROFILE : SEED_PROFILES[profile];
}

export function spanOf(flags: WorldFlags): Span {
  const profile = profileOf(flags);
  return { from: flags.from ?? Date.parse(profile.from), to: flags.to ?? Date.parse(profile.to) };
}

export function parseList(value: string): string[] {
  return value.split(',').map((name) => name.trim());
}

function parseDay(value: string): number {
  const day = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== value) {
    throw new InvalidArgumentError('Write a day as 2024-01-31.');
  }
  return day;
}
