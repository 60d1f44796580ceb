import { existsSync } from 'node:fs';

import { Option, type Command } from 'commander';

import type { Configuration } from '../configuration/schema.ts';
import { readBaseline, writeBaseline, type Baseline } from '../findings/baseline.ts';
import { formatReported, REPORT_FORMATS, type ReportFormat } from '../report/formats/format-reported.ts';
import type { Reported } from '../report/reported.ts';
import { packageVersion } from '../support/tool-version.ts';
import type { Terminal } from './terminal.ts';
import { refuse, refuseTogether } from './usage.ts';

/** Flags of the commands that report findings: `lint`, `verify` and `check`. */
export interface ReportFlags {
  migrations?: string;
  json?: boolean;
  format?: ReportFormat | 'pretty' | 'json';
  changedSince?: string;
  updateBaseline?: boolean;
  /** Former name of `--baseline` for lint. */
  lintBaseline?: string;
}

/** Adds the flags that these commands share. */
export function withReport(command: Command): Command {
  return command
    .argument('[folder]', 'Folder of the migration pairs, the same as --migrations.')
    .option('--json', 'Print the report as one JSON object, the same as --format json.')
    .addOption(
      new Option('--format <form>', 'Form of the report (default: pretty).').choices([
        'pretty',
        'json',
        ...REPORT_FORMATS,
      ]),
    )
    .option('--changed-since <ref>', 'Only what differs from this commit, branch or tag of git.')
    .option('--update-baseline', 'Write the findings to the baseline; later runs accept them.')
    .addOption(new Option('--lint-baseline <file>').hideHelp());
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

/** What is accepted, and the file that --update-baseline writes. */
export interface OpenBaseline {
  accepted: Baseline;
  target: string | undefined;
}

/**
 * Reads the baseline. For lint, and before it is written, also the one that `lint.baseline` of the configuration or the
 * former `--lint-baseline` names.
 */
export async function openBaseline(
  { lintBaseline, updateBaseline }: ReportFlags,
  { baseline, lint }: Configuration,
  command: 'lint' | 'verify' | 'check',
): Promise<OpenBaseline> {
  if (lintBaseline === '') {
    refuse('--lint-baseline', '--lint-baseline is empty', 'Name a file, or leave out the option.');
  }
  const files = [...new Set([baseline, lintBaseline ?? lint?.baseline])].filter((file) => file !== undefined);
  if (updateBaseline !== true) {
    const needed = command === 'verify' ? files.filter((file) => file === baseline) : files;
    return { accepted: await readBaseline(...needed), target: undefined };
  }
  const [target] = files;
  if (target === undefined) {
    refuse('--update-baseline', '--update-baseline needs a file', 'Name it: --baseline elementaldb-baseline.json.');
  }
  return { accepted: await readBaseline(...files.filter((file) => existsSync(file))), target };
}

/** Writes the baseline and says what it accepts. */
export function saveBaseline(terminal: Terminal, file: string, baseline: Baseline): void {
  writeBaseline(file, baseline);
  const { lint, verify } = baseline;
  terminal.say(`Wrote ${file}: it accepts ${counted(lint.length, 'lint')} and ${counted(verify.length, 'verify')}.`);
}

function counted(count: number, command: string): string {
  return `${count} ${command} ${count === 1 ? 'finding' : 'findings'}`;
}
