import { resolve } from 'node:path';

import { Option, type Command } from 'commander';

import { DEFAULT_MIGRATIONS } from '../../configuration/defaults.ts';
import type { Configuration } from '../../configuration/schema.ts';
import { createLikeGolangMigrate, createMigration, type PairContent } from '../../migrations/pairs/create-migration.ts';
import { interruptible } from '../interruption.ts';
import { requireGolangMigrate } from '../../migrations/layouts/supported-layouts.ts';
import { configurationOf, withSettings } from '../settings-options.ts';
import { withProgress, type Terminal } from '../terminal.ts';
import { parseNumber, parseVersion, refuse, withExample } from '../usage.ts';
import type { SquashFlags } from './squash.ts';

interface CreateFlags {
  digits?: number;
  from?: string;
  ext?: string;
  dir?: string;
  seq?: boolean;
  format?: string;
  tz?: string;
}

/** `elementaldb migrate create`, and the same with golang-migrate's flags. */
export function addCreate(migrate: Command, terminal: Terminal): void {
  const create = migrate.command('create').description('write an empty pair with the next number');
  withExample(withSettings(create, ['migrations', 'clientData']), 'migrate create add_site_index')
    .argument('[name]', 'Name of the migration, e.g. add_site_index.')
    .option('--digits <n>', 'Digits of the number (default: 6).', parseNumber)
    .option('--from <url>', 'Write what was done by hand in this database (default: an empty pair).')
    .addOption(hidden('--ext <extension>'))
    .addOption(hidden('--dir <folder>'))
    .addOption(hidden('--seq'))
    .addOption(hidden('--format <layout>'))
    .addOption(hidden('--tz <zone>'))
    .action(async (name: string | undefined, flags: CreateFlags) => {
      if (name === undefined) {
        refuse('name', 'the name is missing', 'Write it last, for example add_site_index.');
      }
      const configuration = await configurationOf({ ...flags });
      const { migrations = DEFAULT_MIGRATIONS, layout, clientData } = configuration;
      requireGolangMigrate(layout, 'migrate create');
      const { digits, ext: extension, dir = '.', seq, format, tz: timeZone } = flags;
      if (extension !== undefined) {
        const options = { digits, clientData, extension, sequential: seq, format, timeZone };
        const { up, down } = await createLikeGolangMigrate(dir, name, options);
        terminal.out([resolve(up), resolve(down)]);
        return;
      }
      if (flags.dir !== undefined || seq === true || format !== undefined || timeZone !== undefined) {
        refuse('ext', '-ext flag must be specified', 'Add -ext sql.');
      }
      const content = flags.from === undefined ? undefined : await derived(terminal, flags.from, configuration);
      const { up, down } = await createMigration(migrations, name, { digits: digits ?? 6, clientData }, content);
      terminal.out([up, down]);
    });
}

/** The pair that does what was done by hand; loaded only here, because it needs a server. */
async function derived(terminal: Terminal, url: string, configuration: Configuration): Promise<PairContent> {
  const [{ deriveMigration }, { sideOptions }] = await Promise.all([
    import('../../comparison/derive-migration.ts'),
    import('../comparison/diff.ts'),
  ]);
  const { migrations = DEFAULT_MIGRATIONS, ignoreObjects: ignore = [] } = configuration;
  return interruptible(() =>
    withProgress(terminal, (onProgress) =>
      deriveMigration(url, migrations, { ...sideOptions(configuration), ignore, onProgress }),
    ),
  );
}

/** `elementaldb migrate squash` */
export function addSquash(migrate: Command, terminal: Terminal): void {
  const command = migrate.command('squash').description('write a folder with one pair in place of the oldest ones');
  withExample(withSettings(command, ['migrations']), 'migrate squash --to 40 --out migrations-squashed')
    .requiredOption('--to <version>', 'The last version that the pair replaces (required).', parseVersion)
    .requiredOption('--out <folder>', 'The folder to write; it must not exist (required).')
    .action(async (flags: SquashFlags) => {
      const { runSquash } = await import('./squash.ts');
      return runSquash(terminal, flags);
    });
}

function hidden(flags: string): Option {
  return new Option(flags, "golang-migrate's.").hideHelp();
}
