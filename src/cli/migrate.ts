import type { Command } from 'commander';

import { findServer } from '../commands/servers.ts';
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
import { formatDiagnosis } from '../report/diagnosis-report.ts';
import { formatAppliedStep, formatMigrationStatus } from '../report/migrate-report.ts';
import { ElementalError, UsageError } from '../support/errors.ts';
import { confirmed } from './confirmed.ts';
import { configurationOf, parseNumber, serverName, withSettings } from './settings-options.ts';
import type { Terminal } from './terminal.ts';

interface DatabaseFlags {
  databaseUrl?: string;
  lockTimeout?: number;
}

/** `elementaldb migrate …`: golang-migrate's own commands, and `doctor`. */
export function addMigrate(program: Command, terminal: Terminal): void {
  const migrate = program
    .command('migrate')
    .description("golang-migrate's commands on any database, with its ledger and its locks");

  onDatabase(migrate.command('up').description('apply all pending migrations, or the next N'))
    .argument('[N]')
    .action(async (n: string | undefined, flags: DatabaseFlags) => {
      const limit = limitOf(n);
      await run(terminal, flags, (target, options) => migrateUp(target, { ...options, ...limit }));
    });

  onDatabase(migrate.command('down').description('undo the last N migrations, or all of them'))
    .argument('[N]')
    .option('--all', 'Undo all without asking.')
    .action(async (n: string | undefined, flags: DatabaseFlags & { all?: boolean }) => {
      const limit = limitOf(n);
      if (n === undefined && flags.all !== true && !(await confirmed('Undo all migrations?'))) {
        terminal.say('Not undoing all migrations.');
        terminal.exitCode(1); // As golang-migrate: a script that went on would take them for undone.
        return;
      }
      await run(terminal, flags, (target, options) => migrateDown(target, { ...options, ...limit }));
    });

  onDatabase(migrate.command('goto').description('migrate up or down to version V'))
    .argument('[V]')
    .action(async (v: string | undefined, flags: DatabaseFlags) => {
      const version = versionOf(v);
      await run(terminal, flags, (target, options) => migrateTo(target, version, options));
    });

  onDatabase(migrate.command('force').description('write version V into the ledger, clean, and run nothing'))
    .argument('[V]', '-1 for "nothing applied"')
    .action(async (v: string | undefined, flags: DatabaseFlags) => {
      const version = v === '-1' ? null : versionOf(v);
      await forceVersion((await targetOf(flags)).url, version, lockOptions(flags));
      terminal.say(`The ledger says ${version ?? 'that nothing is applied'} now. No migration was run.`);
    });

  onDatabase(migrate.command('version').description("print the ledger's version")).action(
    async (flags: DatabaseFlags) => {
      const { version, dirty } = await currentVersion((await targetOf(flags)).url);
      if (version === null && !dirty) {
        throw new ElementalError('no migration', {
          code: 'NO_VERSION',
          kind: 'migration',
          hint: 'Nothing is applied yet: "elementaldb migrate up".',
        });
      }
      terminal.out(`${version ?? -1}${dirty ? ' (dirty)' : ''}`);
    },
  );

  onDatabase(migrate.command('status').description('list every migration beside what the ledger says')).action(
    async (flags: DatabaseFlags) => {
      const { url, folder } = await targetOf(flags);
      const status = await migrationStatus(url, { folder });
      terminal.out(formatMigrationStatus(status, terminal.outStyle, terminal.width));
      terminal.say(formatSilentlyIgnored(status.found, { style: terminal.sayStyle, width: terminal.width }));
    },
  );

  onDatabase(migrate.command('doctor').description('explain a dirty database, and what to do')).action(
    async (flags: DatabaseFlags) => {
      const { url, folder } = await targetOf(flags);
      const diagnosis = await diagnose(url, { folder });
      terminal.out(formatDiagnosis(diagnosis, terminal.outStyle));
      terminal.exitCode(diagnosis.healthy ? 0 : 1);
    },
  );

  withSettings(migrate.command('create').description('write an empty pair with the next number'), ['migrations'])
    .argument('<name>', 'e.g. add_site_index')
    .option('--digits <n>', 'Digits of the number.', parseNumber, 6)
    .action(async (name: string, flags: { digits: number }) => {
      const { migrations = DEFAULT_MIGRATIONS } = await configurationOf({ ...flags });
      const { up, down } = await createMigration(migrations, name, { digits: flags.digits });
      terminal.out([up, down]);
    });
}

function onDatabase(command: Command): Command {
  return withSettings(command, ['migrations', 'name'])
    .option('--database-url <url>', 'Database to work on (default: the server that "start" runs under this name).')
    .option('--lock-timeout <seconds>', 'How long to wait for another runner.', parseNumber);
}

interface Target {
  url: string;
  folder: string;
}

/** A server of ours needs no URL; any other has to be named, so that nothing is changed by mistake. */
async function targetOf(flags: DatabaseFlags): Promise<Target> {
  const configuration = await configurationOf({ ...flags });
  const folder = configuration.migrations ?? DEFAULT_MIGRATIONS;
  const url = flags.databaseUrl ?? (await findServer(serverName(configuration))).details.url;
  return { url, folder };
}

async function run(
  terminal: Terminal,
  flags: DatabaseFlags,
  work: (url: string, options: MigrateOptions) => Promise<MigrateResult>,
): Promise<void> {
  const { url, folder } = await targetOf(flags);
  const onProgress = (step: AppliedStep): void => terminal.say(formatAppliedStep(step, terminal.sayStyle));
  const { applied } = await work(url, { ...lockOptions(flags), folder, onProgress });
  if (applied.length === 0) {
    terminal.say('no change');
  }
  terminal.say(
    formatSilentlyIgnored(await findMigrations(folder), { style: terminal.sayStyle, width: terminal.width }),
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
    throw new UsageError(`"${text}" is no number of migrations`, { code: 'BAD_LIMIT', hint: 'Write a whole number.' });
  }
  return { limit: Number(text) };
}

function versionOf(text: string | undefined): bigint {
  if (text === undefined || !/^\d+$/.test(text)) {
    throw new UsageError(text === undefined ? 'no version is given' : `"${text}" is no version`, {
      code: 'BAD_VERSION',
      hint: 'Write the number at the start of the file name.',
    });
  }
  return BigInt(text);
}
