import { existsSync } from 'node:fs';

import { Option, type Command } from 'commander';

import { DEFAULT_MIGRATIONS } from '../configuration/defaults.ts';
import { LINT_PRESETS } from '../configuration/lint-schema.ts';
import { readLintBaseline, writeLintBaseline } from '../lint/engine/baseline.ts';
import type { LintReport } from '../lint/engine/lint-report.ts';
import { lintSettingsFor } from '../lint/engine/from-configuration.ts';
import { fixMigrations } from '../lint/fixes/fix-migrations.ts';
import { lintMigrations, type LintOptions } from '../lint/engine/lint-migrations.ts';
import type { Rule } from '../lint/engine/rule.ts';
import { currentRuleId, noteFormerIds } from '../lint/engine/renamed-rules.ts';
import { formatReported, REPORT_FORMATS, type ReportFormat } from '../report/formats/format-reported.ts';
import { lintReportJson } from '../report/lint-json.ts';
import { formatLintReport } from '../report/lint-report.ts';
import { lintReported } from '../report/lint-reported.ts';
import { formatRule, formatRules, ruleJson } from '../report/lint-rules.ts';
import { UsageError } from '../support/errors.ts';
import { packageVersion } from '../support/tool-version.ts';
import { refuseTwoFolders, refuseTwoForms } from './contradictions.ts';
import { RULES, RULESETS } from './rulesets.ts';
import { configurationOf, withSettings } from './settings-options.ts';
import type { Terminal } from './terminal.ts';
import { runOnChange } from './watch.ts';

interface LintFlags {
  migrations?: string;
  json?: boolean;
  format?: ReportFormat | 'pretty' | 'json';
  preset?: string;
  rule?: string[];
  changedSince?: string;
  lintBaseline?: string;
  updateBaseline?: boolean;
  denyWarnings?: boolean;
  fix?: boolean;
  explain?: string;
  rules?: boolean;
  watch?: boolean;
}

/** `elementaldb lint` */
export function addLint(program: Command, terminal: Terminal): void {
  const command = program
    .command('lint')
    .description('say what a reviewer would say of the migrations, without a server')
    .argument('[folder]', 'Folder of the migration pairs, the same as --migrations.')
    .option('--json', 'Print the report as one JSON object, the same as --format json.')
    .addOption(new Option('--format <form>', 'How to print the report.').choices(['pretty', 'json', ...REPORT_FORMATS]))
    .addOption(new Option('--preset <name>', 'Which rules are on (default: recommended).').choices(LINT_PRESETS))
    .option('--rule <id>', 'Say only what this rule finds; several with commas, or repeated.', collectRules)
    .option('--changed-since <ref>', 'Say only what is found in what differs from this commit, branch or tag of git.')
    .option('--lint-baseline <file>', 'Findings that are accepted, written by --update-baseline.')
    .option('--update-baseline', 'Write what is found to the baseline, which later runs accept.')
    .option('--fix', 'Fix in the files what can be fixed without changing what they do the first time.')
    .option('--watch', 'Look again whenever a file of the folder changes, until Ctrl-C.')
    .option('--deny-warnings', 'End with exit code 1 for warnings too.')
    .option('--explain <rule>', 'Tell what a rule finds, what comes of it and how to fix it.')
    .option('--rules', 'List all rules.');
  withSettings(command, ['migrations']).action((folder: string | undefined, flags: LintFlags) =>
    start(terminal, folder, flags),
  );
}

async function start(terminal: Terminal, folder: string | undefined, flags: LintFlags): Promise<void> {
  const { outStyle: style, width } = terminal;
  const isJson = flags.json === true || flags.format === 'json';
  refuseTwoForms(flags);
  refuseTwoFolders(folder, flags);
  if (flags.lintBaseline === '') {
    throw new UsageError('--lint-baseline is empty', { code: 'BAD_FLAGS', hint: 'Name a file, or leave it out.' });
  }
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
  const run = (): Promise<void> => lint(terminal, folder, flags);
  if (flags.watch !== true) {
    return run();
  }
  if (flags.fix === true || flags.updateBaseline === true) {
    throw new UsageError('--watch only looks: it cannot be used with --fix or --update-baseline', {
      code: 'BAD_FLAGS',
      hint: 'Choose one.',
    });
  }
  const { migrations = DEFAULT_MIGRATIONS } = await configurationOf(settingsIn(folder, flags));
  return runOnChange(terminal, [migrations], run);
}

/** The argument is the same as --migrations. */
function settingsIn(folder: string | undefined, flags: LintFlags): Readonly<Record<string, unknown>> {
  return { ...flags, ...(folder === undefined ? {} : { migrations: folder }) };
}

async function lint(terminal: Terminal, folder: string | undefined, flags: LintFlags): Promise<void> {
  const configuration = await configurationOf(settingsIn(folder, flags));
  const migrations = configuration.migrations ?? DEFAULT_MIGRATIONS;
  const settings = lintSettingsFor(configuration.lint, migrations);
  const file = flags.lintBaseline ?? configuration.lint?.baseline;
  if (flags.updateBaseline === true && file === undefined) {
    throw new UsageError('--update-baseline needs a file to write to', {
      code: 'BAD_FLAGS',
      hint: 'Name it: --lint-baseline elementaldb-lint.json.',
    });
  }
  const writes = flags.updateBaseline === true;
  const options: LintOptions = {
    ...settings,
    preset: flags.preset ?? settings.preset,
    migrations,
    rulesets: RULESETS,
    only: flags.rule,
    changedSince: flags.changedSince,
    baseline: file === undefined || writes ? undefined : await readLintBaseline(file),
  };
  const { report, fixed, left } =
    flags.fix === true ? await fixMigrations(options) : { report: await lintMigrations(options), fixed: [], left: [] };
  terminal.say([
    ...fixed.map((path) => `fixed ${path}`),
    ...left.map(
      ({ finding: { file: path, line, code }, because }) =>
        `left ${path}${line === undefined ? '' : `:${line}`} as it is: fixed for ${code}, it would be found by ${because}`,
    ),
  ]);
  if (writes && file !== undefined) {
    const isNew = !existsSync(file);
    const { length } = writeLintBaseline(file, report.findings);
    terminal.say(`${file} ${isNew ? 'accepts' : 'now accepts'} ${length} ${length === 1 ? 'finding' : 'findings'}.`);
    return;
  }
  print(terminal, report, flags);
  terminal.exitCode(report.ok && (flags.denyWarnings !== true || report.findings.length === 0) ? 0 : 1);
}

function print(
  terminal: Terminal,
  report: LintReport,
  { json, format = json === true ? 'json' : 'pretty' }: LintFlags,
): void {
  if (format === 'json') {
    terminal.out(JSON.stringify(lintReportJson(report)));
  } else if (format === 'pretty') {
    terminal.out(formatLintReport(report, { style: terminal.outStyle, width: terminal.width }));
  } else {
    const place = { version: packageVersion(), base: process.cwd() };
    terminal.out(formatReported(lintReported(report, RULES.rules, place), format));
  }
}

function ruleCalled(given: string, terminal: Terminal): Rule {
  const id = currentRuleId(given);
  const notices = new Set<string>();
  noteFormerIds([given], '--explain', notices);
  terminal.say([...notices]);
  const rule = RULES.rules.find((each) => each.id === id);
  if (rule === undefined) {
    const alike = RULES.rules.filter((each) => id !== '' && each.id.includes(id)).map((each) => each.id);
    throw new UsageError(`unknown rule ${id}`, {
      code: 'UNKNOWN_RULE',
      hint: alike.length === 0 ? 'Run "elementaldb lint --rules" for a list.' : `Did you mean ${alike.join(', ')}?`,
    });
  }
  return rule;
}

function collectRules(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), ...value.split(',').map((id) => id.trim())];
}
