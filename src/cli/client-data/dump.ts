import { join } from 'node:path';

import { InvalidArgumentError, type Command } from 'commander';

import type { DumpProgress } from '../../client-data/dump-client-data.ts';
import { DEFAULT_MIGRATIONS } from '../../configuration/defaults.ts';
import { removeUnfinishedFiles } from '../../databases/dumps/dump-file.ts';
import { SHARED_REFERENCES } from '../../energy/tables/shared-references.ts';
import { dumpJson } from '../../report/client-data/client-data-json.ts';
import { formatDumpProgress, formatDumpReport, formatNotes } from '../../report/client-data/client-data-report.ts';
import { KEY_VARIABLE } from '../../client-data/anonymize/key.ts';
import { interruptible } from '../interruption.ts';
import { configurationOf, startOptions, withSettings } from '../settings-options.ts';
import { withProgress, type Terminal } from '../terminal.ts';
import { anonymizeOptions, runPlan } from './plan.ts';
import { collecting, parseVersion, refuse, refuseTogether, withExample } from '../usage.ts';

interface DumpFlags {
  databaseUrl?: string;
  out?: string;
  where?: string[];
  clients?: string[];
  sites?: string[];
  since?: string;
  sample?: number;
  exclude?: string[];
  schemaVersion?: bigint;
  anonymize: boolean;
  keyFile?: string;
  plan?: boolean;
  writePlan?: boolean;
  writeIgnore?: boolean;
  json?: boolean;
}

/** The file that `start` and the other commands find by themselves. */
const FILE_NAME = '999999_client_data.up.sql';

/** `elementaldb client-data dump` */
export function addDump(parent: Command, terminal: Terminal): void {
  const command = parent
    .command('dump')
    .description('write rows of a database to a script; reads one state, changes nothing')
    .option('--database-url <url>', 'Database to read (required; default: none).')
    .option(
      '--out <file>',
      `File to write; .gz and .zst are compressed (default: ${FILE_NAME} in the migrations folder).`,
    )
    .option(
      '--where <table=condition>',
      'Only rows of this table that meet a condition in SQL, their children, and what these need; can be repeated (default: all rows).',
      (value: string, previous: string[] | undefined) => [...(previous ?? []), value],
    )
    .option(
      '--clients <ids>',
      'The same for rows with these values of the key client_id (default: all).',
      collecting(String),
    )
    .option(
      '--sites <ids>',
      'The same for rows with these values of the key site_id (default: all).',
      collecting(String),
    )
    .option('--since <date>', 'Of tables with series, only rows from this date on (default: all).')
    .option(
      '--sample <percent>',
      'Only this share of the rows that a slice begins with, e.g. 5% (default: 100%).',
      parsePercent,
    )
    .option('--exclude <tables>', 'Tables to leave out (default: none).', collecting(String))
    .option(
      '--schema-version <version>',
      'Version of the migrations that the database has (default: the last one of the folder).',
      parseVersion,
    )
    .option('--no-anonymize', 'Write real values (default: pseudonyms).')
    .option('--key-file <file>', `File with the key of the pseudonyms (default: the variable ${KEY_VARIABLE}).`)
    .option('--plan', 'Write no dump: show how each column is anonymized, with examples.')
    .option('--write-plan', 'With --plan: write the rules into the configuration file, where they are reviewed.')
    .option('--write-ignore', 'Add the file to .gitignore and .dockerignore.')
    .option('--json', 'Print one JSON object (default: a summary).');
  withExample(
    withSettings(command, ['migrations', 'clientData', 'prelude', 'server', 'postgres', 'pgBin', 'image']),
    'client-data dump --database-url URL',
  ).action((flags: DumpFlags) => interruptible(() => run(terminal, flags)));
}

async function run(terminal: Terminal, flags: DumpFlags): Promise<void> {
  const url = requireUrl(flags.databaseUrl);
  refuseWithoutPlan(flags);
  if (flags.plan === true) {
    return runPlan(terminal, { ...flags, databaseUrl: url });
  }
  const [{ dumpClientData }, configuration] = await Promise.all([
    import('../../client-data/dump-client-data.ts'),
    configurationOf({ ...flags }),
  ]);
  const { where, clients, sites, since, sample, exclude, schemaVersion, writeIgnore } = flags;
  const { port: _port, ...migrated } = startOptions(configuration);
  const anonymize = flags.anonymize ? await anonymizeOptions(flags, configuration) : undefined;
  // Whatever ends the process, no part of a file stays.
  process.on('exit', removeUnfinishedFiles);
  const report = await withProgress(terminal, (onProgress) => {
    const begun = performance.now();
    return dumpClientData({
      url,
      out: flags.out ?? join(configuration.migrations ?? DEFAULT_MIGRATIONS, FILE_NAME),
      migrated,
      where,
      clients,
      sites,
      since,
      sample,
      exclude,
      schemaVersion,
      writeIgnore,
      anonymize,
      references: SHARED_REFERENCES,
      onProgress: (now: DumpProgress) => onProgress(formatDumpProgress(now, performance.now() - begun)),
    });
  });
  terminal.say(formatNotes(report.notes, terminal.width));
  terminal.out(flags.json === true ? JSON.stringify(dumpJson(report)) : formatDumpReport(report, terminal.width));
}

function refuseWithoutPlan({ anonymize, plan, writePlan, keyFile }: DumpFlags): void {
  if (!anonymize && (plan === true || keyFile !== undefined)) {
    refuseTogether('--no-anonymize', plan === true ? '--plan' : '--key-file');
  }
  if (writePlan === true && plan !== true) {
    refuse('--write-plan', 'it writes the plan that --plan makes', 'Add --plan.');
  }
}

/** @throws InvalidOptionError */
export function requireUrl(url: string | undefined): string {
  return url ?? refuse('--database-url', 'the database is missing', 'Name it with --database-url.');
}

function parsePercent(value: string): number {
  const [, digits] = /^(\d+(?:\.\d+)?)%?$/.exec(value) ?? [];
  const share = Number(digits) / 100;
  if (!(share > 0 && share <= 1)) {
    throw new InvalidArgumentError('Write a share, more than 0% and at most 100%.');
  }
  return share;
}
