import { confirmed } from './terminal.ts';
import type { Command } from 'commander';

import { superuserUrlOf } from '../commands/servers.ts';
import { DEFAULT_MIGRATIONS } from '../configuration/defaults.ts';
import { createMigration } from '../migrations/pairs/create-migration.ts';
import { diagnose } from '../migrations/doctor/diagnose.ts';
import {
  forceVersion,
  migrateDown,
  migrateTo,
  migrateUp,
  type AppliedStep,
  type MigrateOptions,
  type MigrateResult,
} from '../migrations/runner/migrate.ts';
import { findMigrations } from '../migrations/pairs/find-migrations.ts';
import { currentVersion, migrationStatus } from '../migrations/runner/status.ts';
import { formatSilentlyIgnored } from '../report/folder-findings.ts';
import { formatDiagnosis } from '../report/migrate-report.ts';
import { formatAppliedStep, formatMigrationStatus } from '../report/migrate-report.ts';
import { ElementalError } from '../support/errors.ts';
import { configurationOf, serverName, withSettings } from './settings-options.ts';
import type { Terminal } from './terminal.ts';
import { parseNumber, refuse, withExample } from './usage.ts';

interface DatabaseFlags {
  databaseUrl?: string;
  lockTimeout?: number;
}

/** `elementaldb migrate …`: golang-migrate's commands, `status`, `doctor` and `create`. */
export function addMigrate(program: Command, terminal: Terminal): void {
  const migrate = program
    .command('migrate')
    .description("golang-migrate's commands on any database, with its ledger and its locks");
  withExample(migrate, 'migrate up --database-url postgres://localhost/app');

  onDatabase(migrate.command('up').description('apply the pending migrations'), 'up 1')
    .argument('[N]', 'How many (default: all).')
    .action(async (n: string | undefined, flags: DatabaseFlags) => {
      const limit = limitOf(n);
      await run(terminal, flags, (target, options) => migrateUp(target, { ...options, ...limit }));
    });

  onDatabase(migrate.command('down').description('revert applied migrations, the last first'), 'down 1')
    .argument('[N]', 'How many (default: all, after asking).')
    .option('--all', 'Revert all without asking (default: ask).')
    .action(async (n: string | undefined, flags: DatabaseFlags & { all?: boolean }) => {
      const limit = limitOf(n);
      if (n === undefined && flags.all !== true && !(await confirmed('Revert all migrations?'))) {
        terminal.say('Nothing was reverted.');
        terminal.exitCode(1); // As golang-migrate does: a script must not take this for a success.
        return;
      }
      await run(terminal, flags, (target, options) => migrateDown(target, { ...options, ...limit }));
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

  const create = migrate.command('create').description('write an empty pair with the next number');
  withExample(withSettings(create, ['migrations', 'clientData']), 'migrate create add_site_index')
    .argument('<name>', 'Name of the migration, e.g. add_site_index.')
    .option('--digits <n>', 'Digits of the number (default: 6).', parseNumber)
    .action(async (name: string, flags: { digits?: number }) => {
      const { migrations = DEFAULT_MIGRATIONS, clientData } = await configurationOf({ ...flags });
      const { up, down } = await createMigration(migrations, name, { digits: flags.digits ?? 6, clientData });
      terminal.out([up, down]);
    });
}

function onDatabase(command: Command, example: string): Command {
  return withExample(withSettings(command, ['migrations', 'clientData', 'name']), `migrate ${example}`)
    .option('--database-url <url>', 'Database to work on (default: the server that "start" runs under this name).')
    .option('--lock-timeout <seconds>', 'How long to wait for another runner (default: 15).', parseNumber);
}

interface Target {
  url: string;
  folder: string;
  clientData: string | undefined;
}

/** A server that we started needs no URL; any other must be named, so that nothing is changed by mistake. */
async function targetOf(flags: DatabaseFlags): Promise<Target> {
  const configuration = await configurationOf({ ...flags });
  const folder = configuration.migrations ?? DEFAULT_MIGRATIONS;
  const url = flags.databaseUrl ?? (await superuserUrlOf(serverName(configuration)));
  return { url, folder, clientData: configuration.clientData };
}

async function run(
  terminal: Terminal,
  flags: DatabaseFlags,
  work: (url: string, options: MigrateOptions) => Promise<MigrateResult>,
): Promise<void> {
  const { url, ...files } = await targetOf(flags);
  const onProgress = (step: AppliedStep): void => terminal.say(formatAppliedStep(step, terminal.sayStyle));
  const { applied } = await work(url, { ...lockOptions(flags), ...files, onProgress });
  if (applied.length === 0) {
    terminal.say('no change');
  }
  terminal.say(
    formatSilentlyIgnored(await findMigrations(files.folder, { clientData: files.clientData }), {
      style: terminal.sayStyle,
      width: terminal.width,
    }),
  );
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
