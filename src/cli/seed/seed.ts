import { Option, type Command } from 'commander';

import { superuserUrlOf } from '../../commands/servers.ts';
import { seedGeneric } from '../../commands/seed-generic.ts';
import type { Configuration } from '../../configuration/schema.ts';
import {
  formatDocumentReport,
  formatGenericReport,
  formatSeedProgress,
  formatSeedReport,
  seedJson,
} from '../../report/seed-report.ts';
import { dryRun } from './dry-run.ts';
import { exportFiles } from './export-files.ts';
import { listCatalog } from './list-catalog.ts';
import { refuseWithoutEffect } from './option-effects.ts';
import { addOutputOptions } from './output-options.ts';
import { datasetsOf, type SeedFlags } from './seed-flags.ts';
import { addWorldOptions, parseList, spanOf, worldOf } from './seed-world.ts';
import { configurationOf, serverName, withSettings } from '../settings-options.ts';
import type { Terminal } from '../terminal.ts';
import { parseNumber, parseShard, withExample } from '../usage.ts';

/** `elementaldb seed`: synthetic clients, sites and datasets; or, with `--generic`, rows for any schema. */
export function addSeed(program: Command, terminal: Terminal): void {
  const command = withSettings(
    program
      .command('seed')
      .description('fill a migrated database with synthetic energy data, or any database with rows'),
    ['name'],
  );
  withExample(command, 'seed --profile small --name review').option(
    '--database-url <url>',
    'Database to fill (default: the one started under this name).',
  );
  addWorldOptions(command)
    .option('--datasets <names>', 'Only these and what they need, e.g. electricity,weather (default: all).', parseList)
    .option('--dataset-file <file>', 'File with custom datasets; can be repeated (default: none).', collect)
    .option(
      '--shard <n/of>',
      'Only this part of the rows, e.g. 2/8, or env; all parts have all clients, sites and bundles (default: 1/1).',
      parseShard,
    )
    .addOption(new Option('--append', 'Extend the span of what the database has.').conflicts('replace'))
    .addOption(new Option('--replace', 'Remove all seeded rows first.'))
    .addOption(
      new Option(
        '--mode <mode>',
        'fast: load empty tables without their indexes; safe: keep them (default: fast in databases of elementaldb).',
      ).choices(['safe', 'fast']),
    )
    .option('--workers <n>', 'Threads, each with a connection (default: one per core, at most 2).', parseNumber);
  addOutputOptions(command)
    .option('--rows <n>', 'Rows per table with --generic (default: 100).', parseNumber)
    .option('--allow-empty', 'With --generic, end with 0 also if a table stays empty (default: with 1).')
    .option('--json', 'Print the report as JSON.')
    .action((flags: SeedFlags, read: Command) => {
      refuseWithoutEffect(read, flags);
      return run(terminal, flags);
    });
}

async function run(terminal: Terminal, flags: SeedFlags): Promise<void> {
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
  const configuration = await configurationOf({ ...flags, seed: undefined, datasets: undefined, layout: undefined });
  if (flags.list === true) {
    await listCatalog(terminal, flags, configuration);
    return;
  }
  if (flags.dryRun === true) {
    await dryRun(terminal, flags, configuration);
    return;
  }
  if (flags.export !== undefined) {
    await exportFiles(terminal, flags, configuration, flags.export);
    return;
  }
  const target = async (): Promise<string> => flags.databaseUrl ?? (await superuserUrlOf(serverName(configuration)));
  if (flags.printDistribution !== undefined) {
    await printDistribution(terminal, await target());
    return;
  }
  await (flags.generic === true
    ? fillAnything(terminal, flags, await target())
    : fill(terminal, flags, configuration, target));
}

async function checkFigures(terminal: Terminal, flags: SeedFlags): Promise<void> {
  const [{ checkWorld }, { formatWorldFigures }, world] = await Promise.all([
    import('../../energy/checks/check-world.ts'),
    import('../../report/seed/world-figures.ts'),
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
  const [{ checkDocuments }, { withConnection }] = await Promise.all([
    import('../../energy/documents/check/check-documents.ts'),
    import('../../postgres/connect.ts'),
  ]);
  const report = await withConnection(target, checkDocuments, { applicationName: 'elementaldb seed', limits: 'none' });
  terminal.out(
    flags.json === true ? JSON.stringify(report) : formatDocumentReport(report, terminal.outStyle, terminal.width),
  );
  const failed = report.failedChecks.length > 0 || report.findings.some(({ severity }) => severity === 'error');
  terminal.exitCode(failed ? 1 : 0);
}

async function preview(terminal: Terminal, flags: SeedFlags, file: string): Promise<void> {
  const [{ writePreview }, world] = await Promise.all([
    import('../../energy/preview/write-preview.ts'),
    worldOf(flags),
  ]);
  const progress = terminal.progress();
  try {
    await writePreview(file, world, spanOf(flags), (text) => progress.step(text));
  } finally {
    progress.done();
  }
  terminal.out(`Wrote ${file}: open it in a browser.`);
}

async function fill(
  terminal: Terminal,
  flags: SeedFlags,
  configuration: Configuration,
  target: () => Promise<string>,
): Promise<void> {
  const [{ seed }, world] = await Promise.all([import('../../commands/seed.ts'), worldOf(flags)]);
  const progress = terminal.progress();
  try {
    const report = await seed(world, target, {
      span: spanOf(flags),
      datasets: datasetsOf(flags),
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

async function printDistribution(terminal: Terminal, target: string): Promise<void> {
  const [{ citusDistribution }, { readSchema }, { withConnection }] = await Promise.all([
    import('../../energy/seed/citus-distribution.ts'),
    import('../../seeding/schema/read-schema.ts'),
    import('../../postgres/connect.ts'),
  ]);
  const { tables } = await withConnection(target, (client) => readSchema(client), {
    applicationName: 'elementaldb seed',
    limits: 'none',
  });
  terminal.out(citusDistribution(tables).join('\n'));
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
    terminal.exitCode(flags.allowEmpty === true || !report.unpopulated.some(({ isEmpty }) => isEmpty) ? 0 : 1);
  } finally {
    progress.done();
  }
}

function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}
