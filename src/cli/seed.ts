import { InvalidArgumentError, Option, type Command } from 'commander';

import { superuserUrlOf } from '../commands/servers.ts';
import { seedGeneric } from '../commands/seed-generic.ts';
import {
  DEFAULT_PROFILE,
  DEFAULT_SEED,
  SEED_PROFILES,
  type SeedProfile,
  type SeedProfileName,
} from '../energy/seed/profiles.ts';
import type { Configuration } from '../configuration/schema.ts';
import {
  formatDocumentReport,
  formatGenericReport,
  formatSeedProgress,
  formatSeedReport,
  seedJson,
} from '../report/seed-report.ts';
import type { Span } from '../energy/datasets/dataset.ts';
import type { Shard } from '../seeding/job/seed-job.ts';
import type { World } from '../energy/world/world.ts';
import { configurationOf, serverName, withSettings } from './settings-options.ts';
import type { Terminal } from './terminal.ts';
import { parseNumber, refuse, withExample } from './usage.ts';

interface SeedFlags {
  clients?: number;
  sites?: number;
  from?: number;
  to?: number;
  seed: number;
  datasets?: string[];
  datasetFile?: string[];
  profile?: SeedProfileName;
  noise: 'none' | 'realistic';
  shard?: Shard;
  append?: boolean;
  replace?: boolean;
  mode: 'safe' | 'fast';
  workers?: number;
  check?: boolean;
  preview?: string;
  generic?: boolean;
  rows?: number;
  json?: boolean;
  databaseUrl?: string;
}

/** Options that need a database. */
const FOR_A_DATABASE = ['databaseUrl', 'shard', 'append', 'replace', 'workers'];

/** Options that need a world. */
const FOR_A_WORLD = [
  'clients',
  'sites',
  'from',
  'to',
  'datasets',
  'datasetFile',
  'profile',
  'noise',
  'shard',
  'append',
  'replace',
  'workers',
  'mode',
];

/** `elementaldb seed`: synthetic clients, sites and datasets; or, with `--generic`, rows for any schema. */
export function addSeed(program: Command, terminal: Terminal): void {
  const profiles = Object.entries<SeedProfile>(SEED_PROFILES).map(
    ([name, { description }]) => `${name}: ${description}`,
  );
  const command = withSettings(
    program
      .command('seed')
      .description('fill a migrated database with synthetic energy data, or any database with rows'),
    ['name'],
  );
  withExample(command, 'seed --profile small --name review')
    .option('--database-url <url>', 'Database to fill (default: the one started under this name).')
    .option('--clients <n>', `Number of clients (default: ${DEFAULT_PROFILE.clients}).`, parseNumber)
    .option('--sites <n>', `Number of sites (default: ${DEFAULT_PROFILE.sites}).`, parseNumber)
    .option('--from <day>', `First day of time series, UTC (default: ${DEFAULT_PROFILE.from}).`, parseDay)
    .option('--to <day>', `Day after the last (default: ${DEFAULT_PROFILE.to}).`, parseDay)
    .option('--seed <n>', 'Same number, same rows, on any machine.', parseNumber, DEFAULT_SEED)
    .option('--datasets <names>', 'Only these and what they need, e.g. electricity,weather (default: all).', parseList)
    .option('--dataset-file <file>', 'File with custom datasets; can be repeated (default: none).', collect)
    .addOption(
      new Option('--profile <name>', `Predefined size (default: none). ${profiles.join('. ')}.`).choices(
        Object.keys(SEED_PROFILES),
      ),
    )
    .addOption(
      new Option('--noise <kind>', 'Faults of meters: gaps, estimates, spikes, meter changes.')
        .choices(['none', 'realistic'])
        .default('none'),
    )
    .option(
      '--shard <n/of>',
      'Only this part of the rows, e.g. 2/8; all parts have all clients, sites and bundles (default: 1/1).',
      parseShard,
    )
    .addOption(new Option('--append', 'Extend the span of what the database has.').conflicts('replace'))
    .addOption(new Option('--replace', 'Remove all seeded rows first.'))
    .addOption(
      new Option(
        '--mode <mode>',
        'fast: drop indexes and foreign keys while loading; only in databases that elementaldb created.',
      )
        .choices(['safe', 'fast'])
        .default('safe'),
    )
    .option('--workers <n>', 'Threads, each with a connection (default: one per core, at most 2).', parseNumber)
    .addOption(
      new Option(
        '--check',
        'Write nothing: compare key figures with real data; with --database-url, check the rows of that database against what the services read.',
      ).conflicts(['generic', ...FOR_A_DATABASE.filter((option) => option !== 'databaseUrl')]),
    )
    .addOption(
      new Option('--preview <file>', 'Write only this HTML file, with charts of a few sites.').conflicts([
        'check',
        'generic',
        ...FOR_A_DATABASE,
      ]),
    )
    .addOption(
      new Option('--generic', 'Fill all tables of any database, using only its constraints.').conflicts(FOR_A_WORLD),
    )
    .option('--rows <n>', 'Rows per table with --generic (default: 100).', parseNumber)
    .option('--json', 'Print the report as JSON.')
    .action((flags: SeedFlags) => run(terminal, flags));
}

async function run(terminal: Terminal, flags: SeedFlags): Promise<void> {
  if (flags.rows !== undefined && flags.generic !== true) {
    refuse('--rows', '--rows needs --generic', 'Add --generic, or remove --rows.');
  }
  if (flags.check === true) {
    await (flags.databaseUrl === undefined
      ? checkFigures(terminal, flags)
      : checkDatabase(terminal, flags, flags.databaseUrl));
    return;
  }
  if (flags.preview !== undefined) {
    await preview(terminal, flags, flags.preview);
    return;
  }
  const configuration = await configurationOf({ ...flags, seed: undefined, datasets: undefined });
  const target = async (): Promise<string> => flags.databaseUrl ?? (await superuserUrlOf(serverName(configuration)));
  await (flags.generic === true
    ? fillAnything(terminal, flags, await target())
    : fill(terminal, flags, configuration, target));
}

async function checkFigures(terminal: Terminal, flags: SeedFlags): Promise<void> {
  const [{ checkWorld }, { formatWorldFigures }, world] = await Promise.all([
    import('../energy/checks/check-world.ts'),
    import('../report/world-figures.ts'),
    worldOf(flags),
  ]);
  const figures = checkWorld(world, spanOf(flags));
  terminal.out(
    flags.json === true ? JSON.stringify(figures) : formatWorldFigures(figures, terminal.outStyle, terminal.width),
  );
  terminal.exitCode(figures.every(({ ok }) => ok) ? 0 : 1);
}

/** Exit code 1 if there are rows that an endpoint of the services fails for. */
async function checkDatabase(terminal: Terminal, flags: SeedFlags, target: string): Promise<void> {
  const world = (['clients', 'sites', 'from', 'to', 'datasets', 'datasetFile', 'profile'] as const).find(
    (option) => flags[option] !== undefined,
  );
  if (world !== undefined) {
    refuse(
      `--${world}`,
      '--check with --database-url checks rows that exist, so options of a world cannot be combined with it',
      'Remove --clients, --sites, --from, --to, --datasets, --dataset-file and --profile, or --database-url.',
    );
  }
  const [{ checkDocuments }, { withConnection }] = await Promise.all([
    import('../energy/documents/check/check-documents.ts'),
    import('../postgres/connect.ts'),
  ]);
  const report = await withConnection(target, checkDocuments, { applicationName: 'elementaldb seed' });
  terminal.out(
    flags.json === true ? JSON.stringify(report) : formatDocumentReport(report, terminal.outStyle, terminal.width),
  );
  const failed = report.failedChecks.length > 0 || report.findings.some(({ severity }) => severity === 'error');
  terminal.exitCode(failed ? 1 : 0);
}

async function preview(terminal: Terminal, flags: SeedFlags, file: string): Promise<void> {
  const [{ writePreview }, world] = await Promise.all([import('../energy/preview/write-preview.ts'), worldOf(flags)]);
  const progress = terminal.progress();
  try {
    await writePreview(file, world, spanOf(flags), (text) => progress.step(text));
  } finally {
    progress.done();
  }
  terminal.out(`Wrote ${file}: open it in a browser.`);
}

/** The code that makes the rows is large, so it is loaded here only. */
async function worldOf(flags: SeedFlags): Promise<World> {
  const { createWorld } = await import('../energy/world/create-world.ts');
  const { clients, sites, demo = false } = profileOf(flags);
  return createWorld({
    seed: flags.seed,
    clients: flags.clients ?? clients,
    sites: flags.sites ?? sites,
    noise: flags.noise,
    demo,
  });
}

function profileOf({ profile }: SeedFlags): SeedProfile {
  return profile === undefined ? DEFAULT_PROFILE : SEED_PROFILES[profile];
}

function spanOf(flags: SeedFlags): Span {
  const profile = profileOf(flags);
  return { from: flags.from ?? Date.parse(profile.from), to: flags.to ?? Date.parse(profile.to) };
}

async function fill(
  terminal: Terminal,
  flags: SeedFlags,
  configuration: Configuration,
  target: () => Promise<string>,
): Promise<void> {
  const [{ seed }, world] = await Promise.all([import('../commands/seed.ts'), worldOf(flags)]);
  const progress = terminal.progress();
  try {
    const report = await seed(world, target, {
      span: spanOf(flags),
      datasets: flags.datasets ?? profileOf(flags).datasets,
      datasetFiles: [...(configuration.datasets ?? []), ...(flags.datasetFile ?? [])],
      shard: flags.shard,
      ifThere: flags.append === true ? 'append' : flags.replace === true ? 'replace' : undefined,
      workers: flags.workers,
      mode: flags.mode,
      onProgress: (now) => progress.step(formatSeedProgress(now)),
    });
    progress.done();
    terminal.out(
      flags.json === true
        ? JSON.stringify(seedJson(report))
        : formatSeedReport(report, terminal.outStyle, terminal.width),
    );
  } finally {
    progress.done();
  }
}

const GENERIC_ROWS = 100;

async function fillAnything(terminal: Terminal, flags: SeedFlags, target: string): Promise<void> {
  const progress = terminal.progress();
  try {
    const report = await seedGeneric(target, {
      rows: flags.rows ?? GENERIC_ROWS,
      seed: flags.seed,
      onTable: (table, number, of) => progress.step(`Filling ${number} of ${of}: ${table}`),
    });
    progress.done();
    terminal.out(
      flags.json === true ? JSON.stringify(report) : formatGenericReport(report, terminal.outStyle, terminal.width),
    );
  } finally {
    progress.done();
  }
}

function parseDay(value: string): number {
  const day = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== value) {
    throw new InvalidArgumentError('Write a day as 2024-01-31.');
  }
  return day;
}

function parseShard(value: string): Shard {
  const [, number, of] = /^(\d+)\/(\d+)$/.exec(value) ?? [];
  if (number === undefined) {
    throw new InvalidArgumentError('Write its number and how many there are, as 2/8.');
  }
  return { number: Number(number), of: Number(of) };
}

function parseList(value: string): string[] {
  return value.split(',').map((name) => name.trim());
}

function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}
