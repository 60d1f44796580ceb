import { basename, resolve } from 'node:path';

import { InvalidArgumentError, Option, type Command } from 'commander';

import { DEFAULT_MIGRATIONS } from '../../configuration/defaults.ts';
import type { Configuration } from '../../configuration/schema.ts';
import { lintSettingsFor } from '../../lint/engine/from-configuration.ts';
import { requireFiles } from '../../migrations/layouts/supported-layouts.ts';
import { findMigrations } from '../../migrations/pairs/find-migrations.ts';
import { collectPage } from '../../page/collect/collect-page.ts';
import { abandonServers } from '../../servers/sweep.ts';
import { codeOf } from '../../support/errors.ts';
import type { Collect } from '../../ui/live-check.ts';
import { serveUi } from '../../ui/serve-ui.ts';
import { onInterruption } from '../interruption.ts';
import { withLayout } from '../layout.ts';
import { openOnDesktop } from '../open-on-desktop.ts';
import { openBaseline } from '../reports.ts';
import { RULESETS } from '../rulesets.ts';
import {
  configurationOf,
  serverName,
  startOptions,
  VERIFY_SETTINGS,
  verifyOptions,
  withClusterWide,
  withSettings,
} from '../settings-options.ts';
import { noteInterruption, type Terminal } from '../terminal.ts';
import { refuseTogether, withExample } from '../usage.ts';

interface UiFlags {
  port?: number;
  open?: boolean;
  migrations?: string;
  allowClusterWide?: boolean;
}

/** `elementaldb ui` */
export function addUi(program: Command, terminal: Terminal): void {
  const command = program
    .command('ui')
    .description('serve a live page: schema, migrations, verdicts after each save, servers, seeding')
    .argument('[folder]', 'Folder of the migration pairs, the same as --migrations.')
    .addOption(new Option('--port <n>', 'Port of the page on 127.0.0.1 (default: a free one).').argParser(parsePort))
    .option('--open', 'Open the page in a browser.');
  withExample(withSettings(withClusterWide(command), [...VERIFY_SETTINGS, 'name']), 'ui db/migrations --open').action(
    (folder: string | undefined, flags: UiFlags) => run(terminal, folder, flags),
  );
}

async function run(terminal: Terminal, folder: string | undefined, given: UiFlags): Promise<void> {
  if (folder !== undefined && given.migrations !== undefined) {
    refuseTogether(`the argument ${folder}`, `--migrations ${given.migrations}`);
  }
  const flags = folder === undefined ? given : { ...given, migrations: folder };
  // The configuration's port is that of a server.
  const configuration = await withLayout(terminal, await configurationOf({ ...flags, port: undefined }));
  const { migrations = DEFAULT_MIGRATIONS, populate, datasets = [] } = configuration;
  await requireMigrations(configuration, migrations);
  const interruption = onInterruption();
  const ui = await serveUi({
    port: flags.port,
    collect: collectorOf(configuration, flags),
    folders: [migrations, ...(populate === undefined ? [] : [populate])],
    title: basename(resolve(migrations)),
    servers: { ...startOptions(configuration), allowClusterWide: flags.allowClusterWide },
    defaultName: serverName(configuration),
    folder: process.cwd(),
    datasetFiles: datasets,
  });
  terminal.say([`${terminal.sayStyle.green('ready')}  a live page of ${migrations}, for this machine only`, '']);
  terminal.out(`  ${terminal.outStyle.bold(ui.url)}`);
  terminal.say(['', 'The page opens only with this address. Stop it with Ctrl-C.']);
  if (flags.open === true && !(await openOnDesktop(ui.singleUseUrl()))) {
    terminal.say('No browser was found: open the address above.');
  }
  await interruption.wait();
  noteInterruption();
  try {
    // Servers that are starting, and those of a check, end at once: nobody waits for their migrations.
    await Promise.all([abandonServers(), ui.stop()]);
  } finally {
    await abandonServers();
  }
  process.exit();
}

function parsePort(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (port < 1 || port > 65_535) {
    throw new InvalidArgumentError('Write a number from 1 to 65535.');
  }
  return port;
}

/** Other faults of the files are shown on the page, until they are corrected. */
async function requireMigrations({ layout, clientData }: Configuration, migrations: string): Promise<void> {
  const files = requireFiles(layout, 'ui');
  try {
    await findMigrations(migrations, { clientData, layout: files, allowEmpty: true });
  } catch (error) {
    if (codeOf(error)?.startsWith('MIGRATIONS_FOLDER_') === true) {
      throw error;
    }
  }
}

function collectorOf(configuration: Configuration, { allowClusterWide }: UiFlags): Collect {
  const { migrations = DEFAULT_MIGRATIONS } = configuration;
  return async (onProgress, onTried) => {
    const { accepted } = await openBaseline({}, configuration);
    return collectPage(
      {
        verify: {
          ...verifyOptions(configuration),
          baseline: accepted.verify,
          lintBaseline: accepted.lint,
          allowClusterWide,
          onTried,
        },
        lint: { ...lintSettingsFor(configuration.lint, migrations), rulesets: RULESETS, baseline: accepted.lint },
        verdicts: true,
      },
      onProgress,
    );
  };
}
