import { statSync } from 'node:fs';
import { resolve } from 'node:path';

import { Option, type Command } from 'commander';

import { report } from '../commands/report.ts';
import { DEFAULT_MIGRATIONS } from '../configuration/defaults.ts';
import type { Configuration } from '../configuration/schema.ts';
import { lintSettingsFor } from '../lint/engine/from-configuration.ts';
import { hidePasswords } from '../postgres/safe-url.ts';
import { PAGE_FORMATS, type PageFormat } from '../page/render/write-page.ts';
import { sideOptions } from './comparison/diff.ts';
import { interruptible } from './interruption.ts';
import { withLayout } from './layout.ts';
import { openOnDesktop } from './open-on-desktop.ts';
import { openBaseline } from './reports.ts';
import { RULESETS } from './rulesets.ts';
import { configurationOf, VERIFY_SETTINGS, verifyOptions, withClusterWide, withSettings } from './settings-options.ts';
import { withProgress, type Terminal } from './terminal.ts';
import { parseVersion, refuse, refuseTogether, withExample } from './usage.ts';

interface ReportFlags {
  migrations?: string;
  out?: string;
  open?: boolean;
  format?: PageFormat;
  json?: boolean;
  from?: bigint;
  changedSince?: string;
  verify: boolean;
  databaseUrl?: string;
  showPersonalData?: boolean;
  allowClusterWide?: boolean;
}

/** `elementaldb report` */
export function addReport(program: Command, terminal: Terminal): void {
  const command = program
    .command('report')
    .description('one page that shows the schema, each migration, and the rows of a database')
    .argument('[folder]', 'Folder of the migration pairs, the same as --migrations.')
    .option(
      '--out <path>',
      'File or folder to write, or - to print (default: report.html; report for a folder; Markdown and JSON are printed).',
    )
    .option('--open', 'Open the page in the browser.')
    .addOption(new Option('--format <form>', 'Form of the page (default: html).').choices(PAGE_FORMATS))
    .option('--json', 'Print the model of the page as one JSON object, the same as --format json.')
    .option(
      '--from <version>',
      'First migration to show; those before are only run (default: the first).',
      parseVersion,
    )
    .option('--changed-since <ref>', 'Mark what differs from this commit, branch or tag of git, and verify only that.')
    .option('--no-verify', 'Leave out the verdicts of verify.')
    .option('--database-url <url>', 'Also show the rows and the drift of this database; only reads it (default: none).')
    .option('--show-personal-data', 'With --database-url: show names of clients, sites and places.');
  withExample(
    withSettings(withClusterWide(command), [...VERIFY_SETTINGS, 'ignoreObjects']),
    'report db/migrations --open',
    'report --changed-since main --format markdown',
  ).action((folder: string | undefined, flags: ReportFlags) => interruptible(() => run(terminal, folder, flags)));
}

async function run(terminal: Terminal, folder: string | undefined, given: ReportFlags): Promise<void> {
  if (folder !== undefined && given.migrations !== undefined) {
    refuseTogether(`the argument ${folder}`, `--migrations ${given.migrations}`);
  }
  const flags = folder === undefined ? given : { ...given, migrations: folder };
  const format = formOf(flags);
  const configuration = await withLayout(terminal, await configurationOf({ ...flags }));
  const options = await optionsFor(flags, configuration);
  const { model, file, text } = await withProgress(terminal, (onProgress) =>
    report({ ...options, format, out: flags.out, onProgress }),
  );
  if (text !== undefined) {
    terminal.out(text.replace(/\n$/, ''));
  }
  if (file !== undefined) {
    const { size } = statSync(file);
    terminal.say(`Wrote ${file} (${sizeText(size)}): ${counted(model.migrations.length)}.`);
  }
  if (model.failure !== null) {
    terminal.say([
      terminal.sayStyle.red('The chain fails; the page ends there:'),
      ...model.failure.lines.map(hidePasswords),
    ]);
  }
  if (flags.open === true && file !== undefined && !(await openOnDesktop(resolve(file)))) {
    terminal.say(`No program was found to open it: open ${file} in a browser.`);
  }
  terminal.exitCode(model.failure === null ? 0 : 1);
}

/** @throws InvalidOptionError for flags that exclude each other */
function formOf({ json, format, open, out, databaseUrl, showPersonalData }: ReportFlags): PageFormat {
  const form = format ?? (json === true ? 'json' : 'html');
  if (json === true && form !== 'json') {
    refuseTogether('--json', `--format ${form}`);
  }
  if (open === true && form !== 'html' && form !== 'folder') {
    refuseTogether('--open', `--format ${form}`);
  }
  if (out === '') {
    refuse('--out', '--out is empty', 'Name a file or folder, or leave out the option.');
  }
  if (out === '-' && form === 'folder') {
    refuseTogether('--out -', '--format folder');
  }
  if (out === '-' && open === true) {
    refuseTogether('--out -', '--open');
  }
  if (showPersonalData === true && databaseUrl === undefined) {
    refuse('--show-personal-data', '--show-personal-data needs --database-url', 'Name the database, or leave it out.');
  }
  if (databaseUrl === '') {
    refuse('--database-url', '--database-url is empty', 'Name a database, or leave out the option.');
  }
  return form;
}

async function optionsFor(
  { from, changedSince, verify, databaseUrl, showPersonalData = false, allowClusterWide }: ReportFlags,
  configuration: Configuration,
) {
  const { migrations = DEFAULT_MIGRATIONS, ignoreObjects = [] } = configuration;
  const { accepted } = await openBaseline({}, configuration);
  const baselines = { baseline: accepted.verify, lintBaseline: accepted.lint };
  return {
    verify: { ...verifyOptions(configuration), ...baselines, from, allowClusterWide },
    lint: { ...lintSettingsFor(configuration.lint, migrations), rulesets: RULESETS, baseline: accepted.lint },
    verdicts: verify,
    changedSince,
    base: process.cwd(),
    database:
      databaseUrl === undefined
        ? undefined
        : {
            url: databaseUrl,
            showPersonalData,
            comparison: { ...sideOptions(configuration), ignore: ignoreObjects },
          },
  };
}

function counted(count: number): string {
  return `${count} migration${count === 1 ? '' : 's'}`;
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
