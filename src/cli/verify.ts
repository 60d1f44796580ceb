import { readFile } from 'node:fs/promises';

import type { Command } from 'commander';

import type { Configuration } from '../configuration/schema.ts';

import { formatTrace } from '../report/trace.ts';
import { shardOfJson, verifyReportJson } from '../report/verify-json.ts';
import { formatVerifyReport } from '../report/verify-report.ts';
import { verifyReported } from '../report/verify-reported.ts';
import { verifyEntries } from '../verify/report/baseline.ts';
import { messageOf, UsageError } from '../support/errors.ts';
import type { Shard } from '../support/shard.ts';
import { traceMigration } from '../verify/trace-migration.ts';
import type { ShardResult, VerifyReport } from '../verify/report/verdict.ts';
import { mergeShards, verifyMigrations, type VerifyMigrationsOptions } from '../verify/verify-migrations.ts';
import { interruptible } from './interruption.ts';
import { formOf, openBaseline, printReport, reportFlags, withChoice, withReport, type ReportFlags } from './reports.ts';
import { withLayout } from './layout.ts';
import { configurationOf, VERIFY_SETTINGS, verifyOptions, withClusterWide, withSettings } from './settings-options.ts';
import { withProgress, type Terminal } from './terminal.ts';
import { parseCount, parseShard, parseVersion, refuseTogether, withExample } from './usage.ts';

interface VerifyFlags extends ReportFlags {
  populated: boolean;
  cache: boolean;
  explain?: bigint;
  allowClusterWide?: boolean;
  workers?: number;
  shard?: Shard;
}

/** `elementaldb verify` */
export function addVerify(program: Command, terminal: Terminal): void {
  const command = program
    .command('verify')
    .description('prove that every up is idempotent and every down reverts it, on a separate server')
    .enablePositionalOptions();
  withReport(command)
    .option('--no-populated', 'Skip the populated pass: do not test on tables with rows.')
    .option('--no-cache', 'Ignore cached verdicts.')
    .option('--workers <n>', 'Verify n parts at the same time, each on servers of its own (default: 1).', parseCount)
    .option('--shard <n/of>', 'Verify only this part, such as 2/4; see "verify merge" (default: 1/1).', parseShard)
    .option('--explain <version>', 'Show step by step what one migration does, and its verdicts.', parseVersion);
  command.addHelpText('after', COLUMNS);
  withExample(
    withSettings(withClusterWide(command), VERIFY_SETTINGS),
    'verify db/migrations --changed-since main',
  ).action((folder: string | undefined, flags: VerifyFlags) =>
    interruptible(() => run(terminal, reportFlags(folder, flags))),
  );
  addMerge(command, terminal);
}

/** `elementaldb verify merge` */
function addMerge(verify: Command, terminal: Terminal): void {
  const command = verify
    .command('merge')
    .description('make one report of those of all shards, without a server')
    .argument('<reports...>', 'What "verify --shard n/of --json" printed, a file for each shard.');
  withChoice(command).option('--no-populated', 'The shards were verified with --no-populated.');
  withExample(withSettings(command, VERIFY_SETTINGS), 'verify merge shard-1.json shard-2.json').action(
    (files: string[], flags: VerifyFlags) => merge(terminal, files, reportFlags(undefined, flags)),
  );
}

/** What the columns of the table say. */
const COLUMNS = `
Columns:
  up          the up runs, on empty tables and on tables with rows
  idempotent  a second up succeeds and changes nothing
  down        the down restores the schema and the rows of before the up
  data        no row or value of before the up is lost
  re-up       after the down, the up leads to the same state again
  session     the up does the same in one session with all earlier migrations
  resume      stopped half-way and run again, the up leads to the same state
  shadow      no IF NOT EXISTS hides a different object of the same name
  -           not judged

Differences: + added or left behind, - missing, ~ changed (before -> after).`;

async function run(terminal: Terminal, flags: VerifyFlags): Promise<void> {
  const configuration = await withLayout(terminal, await configurationOf({ ...flags }));
  refuseConflicts(flags);
  const { explain, shard, workers } = flags;
  const options: VerifyMigrationsOptions = {
    ...verifyOptions(configuration),
    ...chosenBy(flags),
    cache: flags.cache && explain === undefined,
    allowClusterWide: flags.allowClusterWide,
    workers,
    shard,
  };
  const trace =
    explain === undefined
      ? undefined
      : await withProgress(terminal, (onProgress) => traceMigration({ ...options, onProgress }, explain));
  if (trace !== undefined) {
    const { outStyle: style, width } = terminal;
    terminal.out([...formatTrace(trace, { style, width }), '']);
  }
  await report(terminal, flags, configuration, (accepted) =>
    withProgress(terminal, (onProgress) => verifyMigrations({ ...options, ...accepted, onProgress })),
  );
}

async function merge(terminal: Terminal, files: readonly string[], flags: VerifyFlags): Promise<void> {
  const configuration = await withLayout(terminal, await configurationOf({ ...flags }));
  const shards = await Promise.all(files.map(readShard));
  await report(terminal, flags, configuration, (accepted) =>
    mergeShards(shards, { ...verifyOptions(configuration), ...chosenBy(flags), ...accepted }),
  );
}

async function readShard(file: string): Promise<ShardResult> {
  let shard: ShardResult | undefined;
  try {
    shard = shardOfJson(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw new UsageError(`cannot read ${file}: ${messageOf(error)}`, {
        code: 'SHARD_UNREADABLE',
        hint: 'Name a file that holds what "verify --shard n/of --json" printed.',
        cause: error,
      });
    }
  }
  if (shard === undefined) {
    throw new UsageError(`${file} is not the report of a shard`, {
      code: 'SHARD_UNREADABLE',
      hint: 'Write it with "elementaldb verify --shard n/of --json" of this version.',
    });
  }
  return shard;
}

/** What is judged. */
function chosenBy({ from, to, only, changedSince, populated, explain }: VerifyFlags): Partial<VerifyMigrationsOptions> {
  return { from, to, only: explain === undefined ? only : [explain], changedSince, populated };
}

/** Prints the report, or writes its findings to the baseline. */
async function report(
  terminal: Terminal,
  flags: VerifyFlags,
  configuration: Configuration,
  verify: (accepted: Pick<VerifyMigrationsOptions, 'baseline' | 'lintBaseline'>) => Promise<VerifyReport>,
): Promise<void> {
  const { accepted, save } = await openBaseline(flags, configuration);
  const { migrations } = verifyOptions(configuration);
  const verified = await verify({
    baseline: save === undefined ? accepted.verify : [],
    lintBaseline: accepted.lint,
  });
  const { outStyle: style, width } = terminal;
  printReport(terminal, flags, {
    pretty: () => formatVerifyReport(verified, { style, width }),
    json: () => verifyReportJson(verified),
    reported: (place) => verifyReported(verified, migrations, place),
  });
  if (save !== undefined) {
    const { populated } = flags;
    save(terminal, {
      ...accepted,
      verify: verifyEntries(verified, accepted.verify, { folder: migrations, populated }),
    });
    return;
  }
  terminal.exitCode(verified.ok ? 0 : 1);
}

function refuseConflicts(flags: VerifyFlags): void {
  if (flags.shard !== undefined && flags.updateBaseline === true) {
    refuseTogether('--shard', '--update-baseline', 'Write the baseline by "verify merge --update-baseline".');
  }
  if (flags.explain === undefined) {
    return;
  }
  if (formOf(flags) !== 'pretty') {
    refuseTogether('--explain', '--json or --format', `For the verdicts alone: --only ${flags.explain} --json.`);
  }
  const choices = [
    ...(flags.from === undefined ? [] : ['--from']),
    ...(flags.to === undefined ? [] : ['--to']),
    ...(flags.only === undefined ? [] : ['--only']),
    ...(flags.changedSince === undefined ? [] : ['--changed-since']),
    ...(flags.shard === undefined ? [] : ['--shard']),
  ];
  if (choices.length > 0) {
    refuseTogether('--explain', choices.join(', '), `Leave out ${choices.join(', ')}: --explain names one migration.`);
  }
}
