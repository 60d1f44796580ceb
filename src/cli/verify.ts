import { existsSync } from 'node:fs';

import { InvalidArgumentError, Option, type Command } from 'commander';

import { formatReported, REPORT_FORMATS, type ReportFormat } from '../report/formats/format-reported.ts';
import { formatTrace } from '../report/trace.ts';
import { verifyReportJson } from '../report/verify-json.ts';
import { formatVerifyReport } from '../report/verify-report.ts';
import { verifyReported } from '../report/verify-reported.ts';
import { UsageError } from '../support/errors.ts';
import { packageVersion } from '../support/tool-version.ts';
import { readBaseline, writeBaseline } from '../verify/report/baseline.ts';
import { traceMigration } from '../verify/trace-migration.ts';
import type { VerifyReport } from '../verify/report/verdict.ts';
import { verifyMigrations, type VerifyMigrationsOptions } from '../verify/verify-migrations.ts';
import { refuseTwoFolders, refuseTwoForms } from './contradictions.ts';
import { configurationOf, VERIFY_SETTINGS, verifyOptions, withClusterWide, withSettings } from './settings-options.ts';
import type { Terminal } from './terminal.ts';

interface VerifyFlags {
  migrations?: string;
  json?: boolean;
  format?: ReportFormat | 'pretty' | 'json';
  from?: bigint;
  to?: bigint;
  only?: bigint[];
  changedSince?: string;
  populated: boolean;
  cache: boolean;
  updateBaseline?: boolean;
  explain?: bigint;
  allowClusterWide?: boolean;
}

/** `elementaldb verify` */
export function addVerify(program: Command, terminal: Terminal): void {
  const command = program
    .command('verify')
    .description('prove that every up is idempotent and every down undoes it, on a server of its own')
    .argument('[folder]', 'Folder of the migration pairs, the same as --migrations.')
    .option('--json', 'Print the report as one JSON object, the same as --format json.')
    .addOption(new Option('--format <form>', 'How to print the report.').choices(['pretty', 'json', ...REPORT_FORMATS]))
    .option('--from <version>', 'Judge from this version on; run those before it.', parseVersion)
    .option('--to <version>', 'Judge up to this version.', parseVersion)
    .option('--only <version>', 'Judge this version alone; several with commas, or repeated.', collectVersions)
    .option('--changed-since <ref>', 'Judge what differs from this commit, branch or tag of git.')
    .option('--no-populated', 'Leave out the climb with rows in the tables.')
    .option('--no-cache', 'Judge anew what an earlier run has judged already.')
    .option('--update-baseline', 'Write what fails to the baseline, which later runs accept.')
    .option('--explain <version>', 'Show step by step what one migration does, and its verdicts.', parseVersion);
  withSettings(withClusterWide(command), VERIFY_SETTINGS).action((folder: string | undefined, flags: VerifyFlags) =>
    run(terminal, folder, flags),
  );
}

async function run(terminal: Terminal, folder: string | undefined, flags: VerifyFlags): Promise<void> {
  refuseTwoForms(flags);
  refuseTwoFolders(folder, flags);
  const configuration = await configurationOf({ ...flags, ...(folder === undefined ? {} : { migrations: folder }) });
  const { baseline: file } = configuration;
  refuseContradictions(flags, file);
  const { explain } = flags;
  const progress = terminal.progress();
  const options: VerifyMigrationsOptions = {
    ...verifyOptions(configuration),
    from: flags.from,
    to: flags.to,
    only: explain === undefined ? flags.only : [explain],
    changedSince: flags.changedSince,
    populated: flags.populated,
    cache: flags.cache && explain === undefined,
    allowClusterWide: flags.allowClusterWide,
    onProgress: (step) => progress.step(step),
  };
  try {
    const accepted =
      file === undefined || (flags.updateBaseline === true && !existsSync(file)) ? [] : await readBaseline(file);
    const trace = explain === undefined ? undefined : await traceMigration(options, explain);
    const report = await verifyMigrations({ ...options, baseline: flags.updateBaseline === true ? [] : accepted });
    progress.done();
    if (trace !== undefined) {
      terminal.out([...formatTrace(trace, { style: terminal.outStyle, width: terminal.width }), '']);
    }
    print(terminal, report, options.migrations, flags);
    if (flags.updateBaseline === true && file !== undefined) {
      const { length } = writeBaseline(file, report, accepted);
      terminal.say(`${file} accepts ${length} ${length === 1 ? 'defect' : 'defects'}.`);
      return;
    }
    terminal.exitCode(report.ok ? 0 : 1);
  } finally {
    progress.done();
  }
}

function refuseContradictions(flags: VerifyFlags, baseline: string | undefined): void {
  if (flags.updateBaseline === true && baseline === undefined) {
    refuse('--update-baseline needs a file to write to', 'Name it: --baseline elementaldb-baseline.json.');
  }
  if (flags.updateBaseline === true && !flags.populated) {
    refuse(
      '--update-baseline and --no-populated contradict each other',
      'Leave out --no-populated: a baseline holds what shows only with rows in the tables, too.',
    );
  }
  if (flags.explain === undefined) {
    return;
  }
  if (flags.json === true || (flags.format ?? 'pretty') !== 'pretty') {
    refuse(
      '--explain and --json or --format contradict each other: the steps are for people',
      `For the verdicts alone: --only ${flags.explain} --json.`,
    );
  }
  const choices = [
    ...(flags.from === undefined ? [] : ['--from']),
    ...(flags.to === undefined ? [] : ['--to']),
    ...(flags.only === undefined ? [] : ['--only']),
    ...(flags.changedSince === undefined ? [] : ['--changed-since']),
  ];
  if (choices.length > 0) {
    refuse(
      `--explain and ${choices.join(', ')} contradict each other: one migration is explained`,
      `Leave out ${choices.join(', ')}.`,
    );
  }
}

function refuse(message: string, hint: string): never {
  throw new UsageError(message, { code: 'BAD_FLAGS', hint });
}

function print(
  terminal: Terminal,
  report: VerifyReport,
  folder: string,
  { json, format = json === true ? 'json' : 'pretty' }: VerifyFlags,
): void {
  if (format === 'json') {
    terminal.out(JSON.stringify(verifyReportJson(report)));
  } else if (format === 'pretty') {
    terminal.out(formatVerifyReport(report, { style: terminal.outStyle, width: terminal.width }));
  } else {
    const place = { version: packageVersion(), base: process.cwd() };
    terminal.out(formatReported(verifyReported(report, folder, place), format));
  }
}

/** The argument of a flag that takes a version; leading zeros do not count. */
function parseVersion(value: string): bigint {
  if (!/^\d+$/.test(value)) {
    throw new InvalidArgumentError('It is not a version.');
  }
  return BigInt(value);
}

function collectVersions(value: string, previous: bigint[] | undefined): bigint[] {
  return [...(previous ?? []), ...value.split(',').map(parseVersion)];
}
