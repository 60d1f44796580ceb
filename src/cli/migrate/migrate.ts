import { Option, type Command } from 'commander';

import { superuserUrlOf } from '../../commands/servers.ts';
import { DEFAULT_MIGRATIONS } from '../../configuration/defaults.ts';
import { dropTables } from '../../migrations/runner/drop-tables.ts';
import { previewUp } from '../../migrations/runner/preview.ts';
import { diagnose } from '../../migrations/doctor/diagnose.ts';
import {
  forceVersion,
  migrateDown,
  migrateTo,
  migrateUp,
  type AppliedStep,
  type MigrateOptions,
  type MigrateResult,
} from '../../migrations/runner/migrate.ts';
import { requireGolangMigrate } from '../../migrations/layouts/supported-layouts.ts';
import { findMigrations } from '../../migrations/pairs/find-migrations.ts';
import { currentVersion, migrationStatus } from '../../migrations/runner/status.ts';
import { formatSilentlyIgnored } from '../../report/folder-findings.ts';
import {
  formatAppliedStep,
  formatDiagnosis,
  formatMigrationStatus,
  formatPreview,
} from '../../report/migrate-report.ts';
import { duration } from '../../report/units.ts';
import { safeUrl } from '../../postgres/safe-url.ts';
import { ElementalError } from '../../support/errors.ts';
import { addCreate, addSquash } from './create.ts';
import { configurationOf, serverName, withSettings } from '../settings-options.ts';
import { confirmed, type Terminal } from '../terminal.ts';
import { parseNumber, refuse, refuseTogether, withExample } from '../usage.ts';

interface DatabaseFlags {
  databaseUrl?: string;
  lockTimeout?: number;
  verbose?: boolean;
  source?: string;
}

/** `elementaldb migrate …`: golang-migrate's commands, `status`, `doctor` and `create`. */
export function addMigrate(program: Command, terminal: Terminal): void {
  const migrate = program
    .command('migrate')
    .description("golang-migrate's commands on any database, with its ledger and its locks");
  migrate.addHelpText(
    'after',
    "\ngolang-migrate's command lines work as they are:\n" +
      '  migrate -path FOLDER -database URL up 1\n  migrate create -ext sql -dir FOLDER -seq NAME',
  );
  withExample(migrate, 'migrate up --database-url postgres://localhost/app');

  onDatabase(migrate.command('up').description('apply the pending migrations'), 'up 1')
    .argument('[N]', 'How many (default: all).')
    .option('--dry-run', 'Print what would run, in order, and change nothing.')
    .action(async (n: string | undefined, flags: DatabaseFlags & { dryRun?: boolean }) => {
      const limit = limitOf(n);
      if (flags.dryRun === true) {
        const { url, ...files } = await targetOf(flags);
        const preview = await previewUp(url, { ...files, ...limit });
        terminal.out(formatPreview(preview, terminal.outStyle));
        terminal.exitCode(preview.short > 0 ? 1 : 0);
        return;
      }
      await run(terminal, flags, (target, options) => migrateUp(target, { ...options, ...limit }));
    });

  onDatabase(migrate.command('down').description('revert applied migrations, the last first'), 'down 1')
    .argument('[N]', 'How many (default: all, after asking).')
    .option('--all', 'Revert all without asking (default: ask).')
    .action(async (n: string | undefined, flags: DatabaseFlags & { all?: boolean }) => {
      const limit = limitOf(n);
      if (n !== undefined && flags.all === true) {
        refuseTogether('--all', 'N');
      }
      if (n === undefined && flags.all !== true && !(await confirmed('Revert all migrations?'))) {
        terminal.say('Nothing was reverted.');
        terminal.exitCode(1); // As golang-migrate does: a script must not take this for a success.
        return;
      }
      await run(terminal, flags, (target, options) => migrateDown(target, { ...options, ...limit }));
    });

  onDatabase(
    migrate.command('drop').description('drop all tables of the current schema, the ledger among them'),
    'drop --database-url postgres://localhost/app',
  )
    .option('-f, --force', 'Drop without asking (default: ask).')
    .action(async (flags: DatabaseFlags & { force?: boolean }) => {
      const { databaseUrl } = flags;
      if (databaseUrl === undefined) {
        refuse('database-url', 'drop needs the URL of the database', 'Name it with --database-url.');
      }
      if (
        flags.force !== true &&
        !(await confirmed(`Drop all tables of the current schema in ${safeUrl(databaseUrl)}?`))
      ) {
        terminal.say('Nothing was dropped.');
        terminal.exitCode(1);
        return;
      }
      const { schema, tables } = await dropTables(databaseUrl, lockOptions(flags));
      terminal.say(
        `Dropped ${tables.length} tables of ${schema === undefined ? 'no schema' : `the schema ${schema}`}.`,
      );
    });

  onDatabase(migrate.command('goto').description('migrate up or down to a version'), 'goto 12')
    .argument('[V]', 'The version.')
    .action(async (v: string | undefined, flags: DatabaseFlags) => {
      const version = versionOf(v);
      await run(terminal, flags, (target, options) => migrateTo(target, version, options));
    });

  onDatabase(migrate.command('force').description('set the version in the ledger, clean, and run nothing'), 'force 12')
    .argument('[V]', 'The version; -1 for "nothing applied".')
    .action(async (v: string | undefined, flags: DatabaseFlags) => {
      const version = v === '-1' ? null : versionOf(v);
      await forceVersion((await targetOf(flags)).url, version, lockOptions(flags));
      terminal.say(
        `The ledger is at ${version === null ? 'no version' : `version ${version}`} now. No migration was run.`,
      );
    });

  onDatabase(migrate.command('version').description("print the ledger's version"), 'version').action(
    async (flags: DatabaseFlags) => {
      const { version, dirty } = await currentVersion((await targetOf(flags)).url);
      if (version === null && !dirty) {
        throw new ElementalError('no migration', {
          code: 'NO_VERSION',
          kind: 'migration',
          hint: 'Apply the migrations: "elementaldb migrate up".',
        });
      }
      terminal.out(`${version ?? -1}${dirty ? ' (dirty)' : ''}`);
    },
  );

  onDatabase(
    migrate.command('status').description('list all migrations with their state in the ledger'),
    'status',
  ).action(async (flags: DatabaseFlags) => {
    const { url, ...files } = await targetOf(flags);
    const status = await migrationStatus(url, files);
    terminal.out(formatMigrationStatus(status, terminal.outStyle, terminal.width));
    terminal.say(formatSilentlyIgnored(status.found, { style: terminal.sayStyle, width: terminal.width }));
    terminal.exitCode(status.clientDataRecorded === undefined ? 0 : 1);
  });

  onDatabase(migrate.command('doctor').description('explain a dirty database and how to repair it'), 'doctor').action(
    async (flags: DatabaseFlags) => {
      const { url, ...files } = await targetOf(flags);
      const diagnosis = await diagnose(url, files);
      terminal.out(formatDiagnosis(diagnosis, terminal.outStyle));
      terminal.exitCode(diagnosis.healthy ? 0 : 1);
    },
  );

  addCreate(migrate, terminal);
  addSquash(migrate, terminal);
}

function onDatabase(command: Command, example: string): Command {
  return withExample(withSettings(command, ['migrations', 'clientData', 'name']), `migrate ${example}`)
    .option('--database-url <url>', 'Database to work on (default: the server that "start" runs under this name).')
    .option('--lock-timeout <seconds>', 'How long to wait for another runner (default: 15).', parseNumber)
    .option('--verbose', 'Print also how long the command took.')
    .addOption(new Option('--source <url>', "golang-migrate's form of --migrations: file://FOLDER.").hideHelp())
    .addOption(
      // All files are read before the first one runs.
      new Option('--prefetch <n>', "golang-migrate's; without effect.").argParser(parseNumber).hideHelp(),
    );
}

interface Target {
  url: string;
  folder: string;
  clientData: string | undefined;
}

/** A server that we started needs no URL; any other must be named, so that nothing is changed by mistake. */
async function targetOf(flags: DatabaseFlags): Promise<Target> {
  const configuration = await configurationOf({ ...flags });
  requireGolangMigrate(configuration.layout, 'migrate');
  const folder = folderOf(flags.source) ?? configuration.migrations ?? DEFAULT_MIGRATIONS;
  const url = flags.databaseUrl ?? (await superuserUrlOf(serverName(configuration)));
  return { url, folder, clientData: configuration.clientData };
}

/** The folder of golang-migrate's `-source`. */
function folderOf(source: string | undefined): string | undefined {
  if (source === undefined) {
    return undefined;
  }
  if (!source.startsWith('file://')) {
    refuse('source', `unsupported source: ${safeUrl(source)}`, 'Use file://FOLDER, or -path FOLDER.');
  }
  try {
    return decodeURIComponent(source.slice('file://'.length)) || '.';
  } catch {
    refuse('source', `invalid source: ${source}`, 'Write % in the name of the folder as %25.');
  }
}

async function run(
  terminal: Terminal,
  flags: DatabaseFlags,
  work: (url: string, options: MigrateOptions) => Promise<MigrateResult>,
): Promise<void> {
  const { url, ...files } = await targetOf(flags);
  const started = performance.now();
  const onProgress = (step: AppliedStep): void => terminal.say(formatAppliedStep(step, terminal.sayStyle));
  const { applied } = await stoppedByInterrupt(terminal, (signal) =>
    work(url, { ...lockOptions(flags), ...files, onProgress, signal }),
  );
  if (applied.length === 0) {
    terminal.say('no change');
  }
  if (flags.verbose === true) {
    terminal.say(`Finished after ${duration(performance.now() - started)}`);
  }
  terminal.say(
    formatSilentlyIgnored(await findMigrations(files.folder, { clientData: files.clientData }), {
      style: terminal.sayStyle,
      width: terminal.width,
    }),
  );
}

/** The first Ctrl-C stops after the file that runs, as in golang-migrate; the second one ends the process. */
async function stoppedByInterrupt<T>(terminal: Terminal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const stop = (): void => {
    terminal.say('Stopping after this running migration ...');
    stopping.abort();
  };
  process.once('SIGINT', stop);
  try {
    return await work(stopping.signal);
  } finally {
    process.off('SIGINT', stop);
  }
}

function lockOptions({ lockTimeout }: DatabaseFlags): { lockTimeout?: number } {
  return lockTimeout === undefined ? {} : { lockTimeout: lockTimeout * 1_000 };
}

function limitOf(text: string | undefined): { limit?: number } {
  if (text === undefined) {
    return {};
  }
  if (!/^\d+$/.test(text)) {
    refuse('limit', `invalid number of migrations: ${text}`, 'Write a whole number.');
  }
  return { limit: Number(text) };
}

function versionOf(text: string | undefined): bigint {
  if (text !== undefined && /^\d+$/.test(text)) {
    return BigInt(text);
  }
  return refuse(
    'version',
    text === undefined ? 'the version is missing' : `invalid version: ${text}`,
    'Write the number at the start of the file name.',
  );
}
