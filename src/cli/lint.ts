import type { Command } from 'commander';

import { DEFAULT_MIGRATIONS } from '../configuration/defaults.ts';
import { entriesAfter } from '../lint/engine/baseline.ts';
import { ChainMemory } from '../lint/engine/chain-memory.ts';
import { lintSettingsFor } from '../lint/engine/from-configuration.ts';
import { lintRemembering, type LintOptions } from '../lint/engine/lint-migrations.ts';
import { currentRuleId, noteFormerIds } from '../lint/engine/renamed-rules.ts';
import type { Rule } from '../lint/engine/rule.ts';
import { fixMigrations } from '../lint/fixes/fix-migrations.ts';
import { lintReportJson } from '../report/lint-json.ts';
import { formatLintReport } from '../report/defects/lint-report.ts';
import { lintReported } from '../report/lint-reported.ts';
import { formatRule, formatRules, ruleJson } from '../report/lint-rules.ts';
import { formOf, openBaseline, printReport, reportFlags, withReport, withRules, type ReportFlags } from './reports.ts';
import { RULES, RULESETS } from './rulesets.ts';
import { requireFiles } from '../migrations/layouts/supported-layouts.ts';
import { withLayout } from './layout.ts';
import { configurationOf, withSettings } from './settings-options.ts';
import type { Terminal } from './terminal.ts';
import { refuse, refuseTogether, withExample } from './usage.ts';
import { runOnChange } from './watch.ts';

interface LintFlags extends ReportFlags {
  preset?: string;
  rule?: string[];
  all?: boolean;
  denyWarnings?: boolean;
  fix?: boolean;
  explain?: string;
  rules?: boolean;
  watch?: boolean;
  cache: boolean;
}

/** `elementaldb lint` */
export function addLint(program: Command, terminal: Terminal): void {
  const command = program.command('lint').description('lint migrations without a database');
  withRules(withReport(command))
    .option('--fix', 'Apply safe fixes in place.')
    .option('--watch', 'Run again whenever a file of the folder changes, until Ctrl-C.')
    .option('--deny-warnings', 'End with exit code 1 for warnings too.')
    .option('--no-cache', 'Check all files again.')
    .option('--explain <rule>', 'Explain a rule: its condition, its effect and the fix.')
    .option('--rules', 'List all rules.');
  withExample(
    withSettings(command, ['migrations', 'layout', 'clientData', 'prelude', 'baseline']),
    'lint db/migrations --changed-since main',
  ).action((folder: string | undefined, flags: LintFlags) => start(terminal, reportFlags(folder, flags)));
}

async function start(terminal: Terminal, flags: LintFlags): Promise<void> {
  const { outStyle: style, width } = terminal;
  const isJson = formOf(flags) === 'json';
  if (flags.rules === true) {
    terminal.out(
      isJson ? JSON.stringify(RULES.rules.map((rule) => ruleJson(rule, RULES))) : formatRules(RULES, { width }),
    );
    return undefined;
  }
  if (flags.explain !== undefined) {
    const rule = ruleCalled(flags.explain, terminal);
    terminal.out(isJson ? JSON.stringify(ruleJson(rule, RULES)) : formatRule(rule, RULES, { style, width }));
    return undefined;
  }
  const memory = flags.watch === true || flags.cache ? new ChainMemory(flags.cache) : undefined;
  const run = (): Promise<void> => lint(terminal, flags, memory);
  if (flags.watch !== true) {
    return run();
  }
  if (flags.fix === true || flags.updateBaseline === true) {
    refuseTogether('--watch', flags.fix === true ? '--fix' : '--update-baseline');
  }
  const { migrations = DEFAULT_MIGRATIONS } = await configurationOf({ ...flags });
  return runOnChange(terminal, [migrations], run);
}

async function lint(terminal: Terminal, flags: LintFlags, memory: ChainMemory | undefined): Promise<void> {
  const configuration = await withLayout(terminal, await configurationOf({ ...flags }));
  const migrations = configuration.migrations ?? DEFAULT_MIGRATIONS;
  const settings = lintSettingsFor(configuration.lint, migrations);
  const { accepted, save } = await openBaseline(flags, configuration);
  const options: LintOptions = {
    ...settings,
    preset: flags.preset ?? settings.preset,
    migrations,
    layout: requireFiles(configuration.layout, 'lint'),
    clientData: configuration.clientData,
    prelude: configuration.prelude,
    rulesets: RULESETS,
    only: flags.rule,
    versions: { from: flags.from, to: flags.to, only: flags.only },
    changedSince: flags.changedSince,
    baseline: accepted.lint,
  };
  const { report, fixed, left } =
    flags.fix === true
      ? await fixMigrations(options)
      : { report: await lintRemembering(options, memory), fixed: [], left: [] };
  terminal.say([
    ...fixed.map((path) => `fixed ${path}`),
    ...left.map(
      ({ finding: { file: path, line, code }, because }) =>
        `not fixed: ${path}${line === undefined ? '' : `:${line}`}: the fix for ${code} would cause ${because}`,
    ),
  ]);
  if (save !== undefined) {
    save(terminal, { ...accepted, lint: entriesAfter(report) });
    return;
  }
  printReport(terminal, flags, {
    pretty: () =>
      formatLintReport(report, {
        style: terminal.outStyle,
        width: terminal.width,
        all: flags.all,
        rules: RULES.rules,
      }),
    json: () => lintReportJson(report),
    reported: (place) => lintReported(report, RULES.rules, place),
  });
  terminal.exitCode(report.ok && (flags.denyWarnings !== true || report.findings.length === 0) ? 0 : 1);
}

function ruleCalled(given: string, terminal: Terminal): Rule {
  const id = currentRuleId(given);
  const notices = new Set<string>();
  noteFormerIds([given], '--explain', notices);
  terminal.say([...notices].map((notice) => `note: ${notice}`));
  const rule = RULES.rules.find((each) => each.id === id);
  if (rule === undefined) {
    const alike = RULES.rules.filter((each) => id !== '' && each.id.includes(id)).map((each) => each.id);
    refuse(
      '--explain',
      `unknown rule ${id}`,
      alike.length === 0 ? 'Run "elementaldb lint --rules" for a list.' : `Did you mean ${alike.join(', ')}?`,
    );
  }
  return rule;
}
