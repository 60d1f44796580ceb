import type { Command } from 'commander';

import { formatTrace } from '../report/trace.ts';
import { verifyReportJson } from '../report/verify-json.ts';
import { formatVerifyReport } from '../report/verify-report.ts';
import { verifyReported } from '../report/verify-reported.ts';
import { verifyEntries } from '../verify/report/baseline.ts';
import { traceMigration } from '../verify/trace-migration.ts';
import { verifyMigrations, type VerifyMigrationsOptions } from '../verify/verify-migrations.ts';
import { interruptible } from './interruption.ts';
import { formOf, openBaseline, printReport, reportFlags, withReport, type ReportFlags } from './reports.ts';
import { configurationOf, VERIFY_SETTINGS, verifyOptions, withClusterWide, withSettings } from './settings-options.ts';
import { withProgress, type Terminal } from './terminal.ts';
import { parseVersion, refuseTogether, withExample } from './usage.ts';

interface VerifyFlags extends ReportFlags {
  populated: boolean;
  cache: boolean;
  explain?: bigint;
  allowClusterWide?: boolean;
}

/** `elementaldb verify` */
export function addVerify(program: Command, terminal: Terminal): void {
  const command = program
    .command('verify')
    .description('prove that every up is idempotent and every down reverts it, on a separate server');
  withReport(command)
    .option('--no-populated', 'Skip the populated pass: do not test on tables with rows.')
    .option('--no-cache', 'Ignore cached verdicts.')
    .option('--explain <version>', 'Show step by step what one migration does, and its verdicts.', parseVersion);
  command.addHelpText('after', COLUMNS);
  withExample(
    withSettings(withClusterWide(command), VERIFY_SETTINGS),
    'verify db/migrations --changed-since main',
  ).action((folder: string | undefined, flags: VerifyFlags) =>
    interruptible(() => run(terminal, reportFlags(folder, flags))),
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
  const configuration = await configurationOf({ ...flags });
  refuseConflicts(flags);
  const { accepted, save } = await openBaseline(flags, configuration);
  const { explain } = flags;
  const options: VerifyMigrationsOptions = {
    ...verifyOptions(configuration),
    from: flags.from,
    to: flags.to,
    only: explain === undefined ? flags.only : [explain],
    changedSince: flags.changedSince,
    populated: flags.populated,
    cache: flags.cache && explain === undefined,
    allowClusterWide: flags.allowClusterWide,
  };
  const trace =
    explain === undefined
      ? undefined
      : await withProgress(terminal, (onProgress) => traceMigration({ ...options, onProgress }, explain));
  const report = await withProgress(terminal, (onProgress) =>
    verifyMigrations({
      ...options,
      baseline: save === undefined ? accepted.verify : [],
      lintBaseline: accepted.lint,
      onProgress,
    }),
  );
  const { outStyle: style, width } = terminal;
  if (trace !== undefined) {
    terminal.out([...formatTrace(trace, { style, width }), '']);
  }
  printReport(terminal, flags, {
    pretty: () => formatVerifyReport(report, { style, width }),
    json: () => verifyReportJson(report),
    reported: (place) => verifyReported(report, options.migrations, place),
  });
  if (save !== undefined) {
    const { populated } = flags;
    save(terminal, {
      ...accepted,
      verify: verifyEntries(report, accepted.verify, { folder: options.migrations, populated }),
    });
    return;
  }
  terminal.exitCode(report.ok ? 0 : 1);
}

function refuseConflicts(flags: VerifyFlags): void {
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
  ];
  if (choices.length > 0) {
    refuseTogether('--explain', choices.join(', '), `Leave out ${choices.join(', ')}: --explain names one migration.`);
  }
}
