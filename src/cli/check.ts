import type { Command } from 'commander';

import { DEFAULT_MIGRATIONS } from '../configuration/defaults.ts';
import { entriesAfter } from '../lint/engine/baseline.ts';
import { ChainMemory } from '../lint/engine/chain-memory.ts';
import { lintSettingsFor } from '../lint/engine/from-configuration.ts';
import { lintRemembering } from '../lint/engine/lint-migrations.ts';
import { checkReportJson } from '../report/check-json.ts';
import { formatCheckReport } from '../report/defects/check-report.ts';
import { lintReported } from '../report/lint-reported.ts';
import { together } from '../report/reported.ts';
import { verifyReported } from '../report/verify-reported.ts';
import { verifyEntries } from '../verify/report/baseline.ts';
import { verifyMigrations } from '../verify/verify-migrations.ts';
import { openBaseline, printReport, reportFlags, withReport, withRules, type ReportFlags } from './reports.ts';
import { RULES, RULESETS } from './rulesets.ts';
import { interruptible } from './interruption.ts';
import { requireFiles } from '../migrations/layouts/supported-layouts.ts';
import { withLayout } from './layout.ts';
import { configurationOf, VERIFY_SETTINGS, verifyOptions, withClusterWide, withSettings } from './settings-options.ts';
import { withProgress, type Terminal } from './terminal.ts';
import { refuseTogether, withExample } from './usage.ts';
import { runOnChange } from './watch.ts';

interface CheckFlags extends ReportFlags {
  preset?: string;
  rule?: string[];
  populated: boolean;
  cache: boolean;
  all?: boolean;
  denyWarnings?: boolean;
  watch?: boolean;
  allowClusterWide?: boolean;
}

/** `elementaldb check` */
export function addCheck(program: Command, terminal: Terminal): void {
  const command = program.command('check').description('lint and verify in one report');
  withRules(withReport(command))
    .option('--no-populated', 'Skip the populated pass.')
    .option('--no-cache', 'Lint all files and check all migrations again.')
    .option('--watch', 'Run again whenever a file of the folder changes, until Ctrl-C.')
    .option('--deny-warnings', 'End with exit code 1 for warnings of lint too.');
  withExample(withSettings(withClusterWide(command), VERIFY_SETTINGS), 'check db/migrations --format github').action(
    (folder: string | undefined, flags: CheckFlags) => interruptible(() => start(terminal, reportFlags(folder, flags))),
  );
}

async function start(terminal: Terminal, flags: CheckFlags): Promise<void> {
  const memory = flags.watch === true || flags.cache ? new ChainMemory(flags.cache) : undefined;
  const run = (): Promise<void> => check(terminal, flags, memory);
  if (flags.watch !== true) {
    return run();
  }
  if (flags.updateBaseline === true) {
    refuseTogether('--update-baseline', '--watch', 'Leave out --watch.');
  }
  const { migrations = DEFAULT_MIGRATIONS, populate } = await configurationOf({ ...flags });
  return runOnChange(terminal, [migrations, ...(populate === undefined ? [] : [populate])], run);
}

async function check(terminal: Terminal, flags: CheckFlags, memory: ChainMemory | undefined): Promise<void> {
  const configuration = await withLayout(terminal, await configurationOf({ ...flags }));
  const { migrations = DEFAULT_MIGRATIONS, layout, clientData, prelude } = configuration;
  const { from, to, only, changedSince, populated, cache, allowClusterWide } = flags;
  const { accepted, save } = await openBaseline(flags, configuration);
  const settings = lintSettingsFor(configuration.lint, migrations);
  const linted = await lintRemembering(
    {
      ...settings,
      layout: requireFiles(layout, 'check'),
      clientData,
      prelude,
      preset: flags.preset ?? settings.preset,
      rulesets: RULESETS,
      migrations,
      only: flags.rule,
      versions: { from, to, only },
      changedSince,
      baseline: accepted.lint,
    },
    memory,
  );
  const verified = await withProgress(terminal, (onProgress) =>
    verifyMigrations({
      ...verifyOptions(configuration),
      baseline: save === undefined ? accepted.verify : [],
      lintBaseline: accepted.lint,
      from,
      to,
      only,
      changedSince,
      populated,
      cache,
      allowClusterWide,
      onProgress,
    }),
  );
  const { outStyle: style, width } = terminal;
  printReport(terminal, flags, {
    pretty: () => formatCheckReport(linted, verified, { style, width, all: flags.all, rules: RULES.rules }),
    json: () => checkReportJson(linted, verified),
    reported: (place) =>
      together('check', lintReported(linted, RULES.rules, place), verifyReported(verified, migrations, place)),
  });
  if (save !== undefined) {
    const verify = verifyEntries(verified, accepted.verify, { folder: migrations, populated });
    save(terminal, { lint: entriesAfter(linted), verify });
    return;
  }
  const passed = linted.ok && (flags.denyWarnings !== true || linted.findings.length === 0) && verified.ok;
  terminal.exitCode(passed ? 0 : 1);
}
