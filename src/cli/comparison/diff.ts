import { InvalidArgumentError, Option, type Command } from 'commander';

import { superuserUrlOf } from '../../commands/servers.ts';
import { compare, type Comparison, type Direction } from '../../comparison/compare.ts';
import { findDrift } from '../../comparison/drift.ts';
import type { SideOptions } from '../../comparison/open-side.ts';
import { parseSide } from '../../comparison/side.ts';
import { DEFAULT_MIGRATIONS } from '../../configuration/defaults.ts';
import type { Configuration, SettingName } from '../../configuration/schema.ts';
import {
  comparisonJson,
  comparisonReported,
  formatComparison,
  formatSql,
  hasDifference,
  isComplete,
  isPartly,
} from '../../report/comparison/comparison-report.ts';
import { formatReported, REPORT_FORMATS, type ReportFormat } from '../../report/formats/format-reported.ts';
import { packageVersion } from '../../support/tool-version.ts';
import { requireGolangMigrate } from '../../migrations/layouts/supported-layouts.ts';
import { interruptible } from '../interruption.ts';
import { configurationOf, serverName, startOptions, withSettings } from '../settings-options.ts';
import { withLayout } from '../layout.ts';
import { withProgress, type Terminal } from '../terminal.ts';
import { refuse, refuseTogether, withExample } from '../usage.ts';

interface DiffFlags {
  data?: boolean;
  dataLimit?: number;
  sql?: boolean;
  json?: boolean;
  format?: ReportFormat | 'pretty' | 'json';
  databaseUrl?: string;
}

/** The settings of the throw-away servers, and what is left out. */
const SETTINGS: readonly SettingName[] = [
  'migrations',
  'layout',
  'prelude',
  'ignoreObjects',
  'server',
  'postgres',
  'pgBin',
  'image',
  'user',
  'settings',
  'name',
];

/** `elementaldb diff` and `elementaldb drift` */
export function addComparison(program: Command, terminal: Terminal): void {
  const diff = withForms(
    program
      .command('diff')
      .description('what two states of a database differ in: databases, migrations, SQL files, snapshots')
      .argument('<from>', 'A URL, migrations, migrations@VERSION, a folder, a file of SQL, or snapshot:NAME.')
      .argument('<to>', 'The same.'),
  )
    .option('--data', 'Compare the rows as well, of tables up to --data-limit.')
    .option('--data-limit <size>', 'Greatest table whose rows --data compares (default: 64MB).', parseLimit);
  withExample(withSettings(diff, SETTINGS), 'diff migrations@12 migrations --sql', 'diff schema.sql migrations').action(
    (from: string, to: string, flags: DiffFlags) => interruptible(() => runDiff(terminal, [from, to], flags)),
  );

  const drift = withForms(
    program
      .command('drift')
      .description('whether a database is what the migrations make up to its version; only reads it')
      .argument('[folder]', 'Folder of the migration pairs, the same as --migrations.'),
  ).requiredOption('--database-url <url>', 'Database to compare with the migrations (required).');
  withExample(withSettings(drift, SETTINGS), 'drift --database-url "$DATABASE_URL" --format github').action(
    (folder: string | undefined, flags: DiffFlags) =>
      interruptible(() => runDrift(terminal, { ...flags, ...(folder === undefined ? {} : { migrations: folder }) })),
  );
}

/** Bytes; hashing that much takes about a second. */
const DEFAULT_LIMIT = 64_000_000;

const UNITS: ReadonlyMap<string, number> = new Map([
  ['kb', 1e3],
  ['mb', 1e6],
  ['gb', 1e9],
]);

/** The argument of `--data-limit`, in bytes. */
function parseLimit(value: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?) ?(kB|MB|GB)$/i.exec(value) ?? [];
  const factor = UNITS.get(unit.toLowerCase());
  if (amount === undefined || factor === undefined) {
    throw new InvalidArgumentError('Write a size in kB, MB or GB, such as 500MB.');
  }
  return Number(amount) * factor;
}

function withForms(command: Command): Command {
  return command
    .option('--sql', 'Print the SQL that makes them equal, tried on a throw-away copy first.')
    .option('--json', 'Print one JSON object, the same as --format json.')
    .addOption(
      new Option('--format <form>', 'Form of the report (default: pretty).').choices([
        'pretty',
        'json',
        ...REPORT_FORMATS,
      ]),
    );
}

/** The form of the report. @throws InvalidOptionError for flags that exclude each other */
function formOf({ json, sql, format = json === true ? 'json' : 'pretty' }: DiffFlags): typeof format {
  if (json === true && format !== 'json') {
    refuseTogether('--json', `--format ${format}`);
  }
  if (sql === true && format !== 'json' && format !== 'pretty') {
    refuseTogether('--sql', `--format ${format}`);
  }
  return format;
}

async function runDiff(terminal: Terminal, [from = '', to = '']: readonly string[], flags: DiffFlags): Promise<void> {
  formOf(flags);
  const { data = false, dataLimit = DEFAULT_LIMIT } = flags;
  if (flags.dataLimit !== undefined && !data) {
    refuse('--data-limit', '--data-limit needs --data', 'Add --data, or leave out --data-limit.');
  }
  const given = await configurationOf({ ...flags });
  const { migrations = DEFAULT_MIGRATIONS, ignoreObjects = [] } = given;
  const sides = [parseSide(from, migrations), parseSide(to, migrations)] as const;
  const folder = sides.find((side) => side.kind === 'migrations')?.folder;
  const configuration = folder === undefined ? given : await withLayout(terminal, { ...given, migrations: folder });
  const sql = flags.sql === true ? (['forward'] as const) : [];
  const found = await withProgress(terminal, (onProgress) =>
    compare(...sides, {
      ...sideOptions(configuration, data),
      maxTableBytes: dataLimit,
      ignore: ignoreObjects,
      sql,
      onProgress,
    }),
  );
  print(terminal, found, flags, { command: 'diff', direction: 'forward', migrations });
}

async function runDrift(terminal: Terminal, flags: DiffFlags): Promise<void> {
  formOf(flags);
  const configuration = await configurationOf({ ...flags });
  const { migrations = DEFAULT_MIGRATIONS, layout, ignoreObjects = [] } = configuration;
  requireGolangMigrate(layout, 'drift');
  const sql = flags.sql === true ? (['back'] as const) : [];
  const found = await withProgress(terminal, (onProgress) =>
    findDrift(flags.databaseUrl ?? '', migrations, {
      ...sideOptions(configuration),
      ignore: ignoreObjects,
      sql,
      onProgress,
    }),
  );
  print(terminal, found, flags, { command: 'drift', direction: 'back', migrations });
}

export function sideOptions(configuration: Configuration, rows = false): SideOptions {
  const { migrations: _migrations, port: _port, reuseContainer: _reuse, ...scratch } = startOptions(configuration);
  return {
    // The configured name of the main role is not that of another database's.
    scratch: { ...scratch, user: configuration.user },
    snapshotUrl: () => superuserUrlOf(serverName(configuration)),
    rows,
  };
}

interface Printed {
  command: 'diff' | 'drift';
  direction: Direction;
  migrations: string;
}

/**
 * Exit code 1: different; 4: different, and the SQL is not all that is needed or is not proven, or equal as far as compared, and the rows of
 * some tables were not.
 */
function print(terminal: Terminal, found: Comparison, flags: DiffFlags, printed: Printed): void {
  const format = formOf(flags);
  const sql = found.sql[printed.direction];
  const pretty = (): string[] => formatComparison(found, process.cwd(), terminal.outStyle);
  if (format === 'json') {
    terminal.out(JSON.stringify(comparisonJson(found, printed.direction)));
  } else if (format !== 'pretty') {
    const place = { version: packageVersion(), base: process.cwd() };
    terminal.out(formatReported(comparisonReported(printed.command, found, printed.migrations, place), format));
  } else if (sql === undefined) {
    terminal.out(pretty());
  } else {
    terminal.say(formatComparison(found, process.cwd(), terminal.sayStyle));
    terminal.out(hasDifference(found.difference) ? formatSql(found, sql, printed.direction) : []);
  }
  const isPart = sql !== undefined && !isComplete(sql);
  terminal.exitCode(hasDifference(found.difference) ? (isPart ? 4 : 1) : isPartly(found) ? 4 : 0);
}
