import { Option, type Command } from 'commander';

import { DEFAULT_MIGRATIONS } from '../configuration/defaults.ts';
import { readLintBaseline } from '../lint/engine/baseline.ts';
import type { LintReport } from '../lint/engine/lint-report.ts';
import { lintSettingsFor } from '../lint/engine/from-configuration.ts';
import { lintMigrations } from '../lint/engine/lint-migrations.ts';
import { checkReportJson } from '../report/check-json.ts';
import { formatReported, REPORT_FORMATS, type ReportFormat } from '../report/formats/format-reported.ts';
import { formatLintReport } from '../report/lint-report.ts';
import { lintReported } from '../report/lint-reported.ts';
import { together } from '../report/reported.ts';
import { formatVerifyReport } from '../report/verify-report.ts';
import { verifyReported } from '../report/verify-reported.ts';
import { packageVersion } from '../support/tool-version.ts';
import { readBaseline } from '../verify/report/baseline.ts';
import type { VerifyReport } from '../verify/report/verdict.ts';
import { verifyMigrations } from '../verify/verify-migrations.ts';
import { refuseTwoFolders, refuseTwoForms } from './contradictions.ts';
import { RULES, RULESETS } from './rulesets.ts';
import { configurationOf, VERIFY_SETTINGS, verifyOptions, withClusterWide, withSettings } from './settings-options.ts';
import type { Terminal } from './terminal.ts';
import { runOnChange } from './watch.ts';

interface CheckFlags {
  migrations?: string;
  json?: boolean;
  format?: ReportFormat | 'pretty' | 'json';
  changedSince?: string;
  populated: boolean;
  cache: boolean;
  denyWarnings?: boolean;
  watch?: boolean;
  allowClusterWide?: boolean;
}

/** `elementaldb check` */
export function addCheck(program: Command, terminal: Terminal): void {
  const command = program
    .command('check')
    .description('lint and verify in one report')
    .argument('[folder]', 'Folder of the migration pairs, the same as --migrations.')
    .option('--json', 'Print the report as one JSON object, the same as --format json.')
    .addOption(new Option('--format <form>', 'How to print the report.').choices(['pretty', 'json', ...REPORT_FORMATS]))
    .option('--changed-since <ref>', 'Judge what differs from this commit, branch or tag of git.')
    .option('--no-populated', 'Leave out the climb with rows in the tables.')
    .option('--no-cache', 'Judge anew what an earlier run has judged already.')
    .option('--watch', 'Judge again whenever a file of the folder changes, until Ctrl-C.')
    .option('--deny-warnings', 'End with exit code 1 for warnings of lint too.');
  withSettings(withClusterWide(command), VERIFY_SETTINGS).action((folder: string | undefined, flags: CheckFlags) =>
    start(terminal, folder, flags),
  );
}

async function start(terminal: Terminal, folder: string | undefined, given: CheckFlags): Promise<void> {
  refuseTwoForms(given);
  refuseTwoFolders(folder, given);
  const flags = { ...given, ...(folder === undefined ? {} : { migrations: folder }) };
  const run = (): Promise<void> => check(terminal, flags);
  if (flags.watch !== true) {
    return run();
  }
  const { migrations = DEFAULT_MIGRATIONS, populate } = await configurationOf({ ...flags });
  return runOnChange(terminal, [migrations, ...(populate === undefined ? [] : [populate])], run);
}

async function check(terminal: Terminal, flags: CheckFlags): Promise<void> {
  const configuration = await configurationOf({ ...flags });
  const { baseline, lint, migrations = DEFAULT_MIGRATIONS } = configuration;
  const { changedSince, populated, cache, allowClusterWide } = flags;
  const linted = await lintMigrations({
    ...lintSettingsFor(lint, migrations),
    rulesets: RULESETS,
    migrations,
    changedSince,
    baseline: lint?.baseline === undefined ? undefined : await readLintBaseline(lint.baseline),
  });
  const progress = terminal.progress();
  try {
    const verified = await verifyMigrations({
      ...verifyOptions(configuration),
      baseline: baseline === undefined ? [] : await readBaseline(baseline),
      changedSince,
      populated,
      cache,
      allowClusterWide,
      onProgress: (step) => progress.step(step),
    });
    progress.done();
    print(terminal, migrations, linted, verified, flags.json === true ? 'json' : flags.format);
    const passed = linted.ok && (flags.denyWarnings !== true || linted.findings.length === 0) && verified.ok;
    terminal.exitCode(passed ? 0 : 1);
  } finally {
    progress.done();
  }
}

function print(
  terminal: Terminal,
  migrations: string,
  linted: LintReport,
  verified: VerifyReport,
  format: CheckFlags['format'] = 'pretty',
): void {
  const { outStyle: style, width } = terminal;
  if (format === 'json') {
    terminal.out(JSON.stringify(checkReportJson(linted, verified)));
  } else if (format === 'pretty') {
    terminal.out([
      ...formatLintReport(linted, { style, width }),
      '',
      ...formatVerifyReport(verified, { style, width }),
    ]);
  } else {
    const place = { version: packageVersion(), base: process.cwd() };
    const parts = [lintReported(linted, RULES.rules, place), verifyReported(verified, migrations, place)] as const;
    terminal.out(formatReported(together('check', ...parts), format));
  }
}
