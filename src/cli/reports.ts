import { existsSync } from 'node:fs';

import { Option, type Command } from 'commander';

import { DEFAULT_BASELINE, DEFAULT_MIGRATIONS } from '../configuration/defaults.ts';
import { LINT_PRESETS } from '../configuration/lint-schema.ts';
import type { Configuration } from '../configuration/schema.ts';
import { readBaseline, splitByFolder, writeBaseline, type Baseline } from '../findings/baseline.ts';
import { formatReported, REPORT_FORMATS, type ReportFormat } from '../report/formats/format-reported.ts';
import type { Reported } from '../report/reported.ts';
import { packageVersion } from '../support/tool-version.ts';
import type { Terminal } from './terminal.ts';
import { collecting, parseVersion, refuse, refuseTogether } from './usage.ts';

/** Flags of the commands that report findings: `lint`, `verify` and `check`. */
export interface ReportFlags {
  migrations?: string;
  json?: boolean;
  format?: ReportFormat | 'pretty' | 'json';
  from?: bigint;
  to?: bigint;
  only?: bigint[];
  changedSince?: string;
  updateBaseline?: boolean;
  /** Former name of `--baseline` for lint. */
  lintBaseline?: string;
}

/** Adds the flags that these commands share. */
export function withReport(command: Command): Command {
  return withChoice(command.argument('[folder]', 'Folder of the migration pairs, the same as --migrations.'));
}

/** Adds the flags that choose what is reported, and in which form. */
export function withChoice(command: Command): Command {
  return command
    .option('--json', 'Print the report as one JSON object, the same as --format json.')
    .addOption(
      new Option('--format <form>', 'Form of the report (default: pretty).').choices([
        'pretty',
        'json',
        ...REPORT_FORMATS,
      ]),
    )
    .option('--from <version>', 'First version to judge (default: the first).', parseVersion)
    .option('--to <version>', 'Last version to judge (default: the last).', parseVersion)
    .option('--only <version>', 'Judge only this version; several with commas, or repeated.', collecting(parseVersion))
    .option('--changed-since <ref>', 'Only what differs from this commit, branch or tag of git.')
    .option(
      '--update-baseline',
      'Write the findings to the baseline (default: elementaldb-baseline.json); later runs accept them.',
    )
    .addOption(new Option('--lint-baseline <file>').hideHelp());
}

/** Adds the flags that select rules of lint, and how much of a long list is shown. */
export function withRules(command: Command): Command {
  return command
    .addOption(
      new Option('--preset <name>', 'Which rules of lint are on (default: recommended).').choices(LINT_PRESETS),
    )
    .option('--all', 'Show every finding, also if there are more than 20.')
    .option('--rule <id>', 'Of lint, only this rule; several with commas, or repeated.', collecting(String));
}

/** The flags with the folder that the argument names; refuses two folders and two forms. */
export function reportFlags<T extends ReportFlags>(folder: string | undefined, flags: T): T {
  if (flags.json === true && flags.format !== undefined && flags.format !== 'json') {
    refuseTogether('--json', `--format ${flags.format}`);
  }
  if (folder !== undefined && flags.migrations !== undefined) {
    refuseTogether(`the argument ${folder}`, `--migrations ${flags.migrations}`);
  }
  return folder === undefined ? flags : { ...flags, migrations: folder };
}

export function formOf({ json, format = json === true ? 'json' : 'pretty' }: ReportFlags): typeof format {
  return format;
}

/** A report in each of its forms. */
export interface Forms {
  pretty: () => readonly string[];
  json: () => object;
  reported: (place: Pick<Reported, 'version' | 'base'>) => Reported;
}

export function printReport(terminal: Terminal, flags: ReportFlags, { pretty, json, reported }: Forms): void {
  const form = formOf(flags);
  if (form === 'json') {
    terminal.out(JSON.stringify(json()));
  } else if (form === 'pretty') {
    terminal.out(pretty());
  } else {
    terminal.out(formatReported(reported({ version: packageVersion(), base: process.cwd() }), form));
  }
}

/** What is accepted, and what --update-baseline writes. */
export interface OpenBaseline {
  /** Entries about this folder of migrations. */
  accepted: Baseline;
  /** Writes the entries and those about other folders, and says so; undefined without --update-baseline. */
  save: ((terminal: Terminal, entries: Baseline) => void) | undefined;
}

/**
 * Reads the baseline: the file that is configured, or `elementaldb-baseline.json` if it exists, and the one that
 * `lint.baseline` of the configuration or the former `--lint-baseline` names.
 */
export async function openBaseline(
  { lintBaseline, updateBaseline }: ReportFlags,
  { baseline: named, lint, migrations = DEFAULT_MIGRATIONS }: Configuration,
): Promise<OpenBaseline> {
  if (lintBaseline === '') {
    refuse('--lint-baseline', '--lint-baseline is empty', 'Name a file, or leave out the option.');
  }
  const baseline = named ?? (existsSync(DEFAULT_BASELINE) ? DEFAULT_BASELINE : undefined);
  const files = [...new Set([baseline, lintBaseline ?? lint?.baseline])].filter((file) => file !== undefined);
  if (updateBaseline !== true) {
    return { accepted: splitByFolder(await readBaseline(...files), migrations).here, save: undefined };
  }
  const [target = DEFAULT_BASELINE] = files;
  const existing = await readBaseline(...files.filter((file) => existsSync(file)));
  const { here, elsewhere } = splitByFolder(existing, migrations);
  return {
    accepted: here,
    save(terminal, entries) {
      const all = {
        lint: [...elsewhere.lint, ...entries.lint],
        verify: [...elsewhere.verify, ...entries.verify],
      };
      writeBaseline(target, all);
      const counts = `${counted(all.lint.length, 'lint')} and ${counted(all.verify.length, 'verify')}`;
      terminal.say(`Wrote ${target}: it accepts ${counts}.`);
    },
  };
}

function counted(count: number, command: string): string {
  return `${count} ${command} ${count === 1 ? 'finding' : 'findings'}`;
}
