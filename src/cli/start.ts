import type { Command } from 'commander';

import { DEFAULT_USER } from '../configuration/defaults.ts';
import type { CommandLayout } from '../configuration/layout.ts';
import type { Configuration } from '../configuration/schema.ts';
import { startDetached } from '../commands/start-detached.ts';
import type { FoundMigrations } from '../migrations/pairs/find-migrations.ts';
import { start, type StartOptions } from '../databases/start.ts';
import { duration } from '../report/units.ts';
import { formatSilentlyIgnored } from '../report/folder-findings.ts';
import { formatVerifyReport } from '../report/verify-report.ts';
import type { ServerDetails } from '../servers/registry.ts';
import { withCleanup } from '../support/errors.ts';
import { verifyMigrations } from '../verify/verify-migrations.ts';
import { onInterruption, type Interruption } from './interruption.ts';
import { openBaseline } from './reports.ts';
import { withLayout } from './layout.ts';
import {
  configurationOf,
  serverName,
  startOptions,
  stateOf,
  verifyOptions,
  withClusterWide,
  withSettings,
  withState,
  type StateFlags,
} from './settings-options.ts';
import { withProgress, type Terminal } from './terminal.ts';
import { refuseTogether, withExample } from './usage.ts';

interface StartFlags extends StateFlags {
  detach?: boolean;
  json?: boolean;
  verify?: boolean;
  once?: boolean;
  allowClusterWide?: boolean;
}

/** `elementaldb start` */
export function addStart(program: Command, terminal: Terminal): void {
  const command = program
    .command('start')
    .description('start PostgreSQL with every migration and the client data applied')
    .option(
      '-d, --detach',
      'Return once it is ready and leave it running; a repeated call with the same options returns the running server (default: run until Ctrl-C).',
    )
    .option('--json', 'Print one JSON object: name, url, host, port, database, user, password …')
    .option('--verify', 'First run "elementaldb verify".')
    .option('--once', 'Stop as soon as it is ready, e.g. to test in CI that everything applies.');
  withExample(
    withSettings(withClusterWide(withState(command)), [
      'migrations',
      'layout',
      'clientData',
      'prelude',
      'populate',
      'baseline',
      'server',
      'postgres',
      'pgBin',
      'image',
      'reuseContainer',
      'database',
      'user',
      'port',
      'name',
      'settings',
    ]),
    'start --detach --name review',
  ).action((flags: StartFlags) => run(terminal, flags));
}

async function run(terminal: Terminal, flags: StartFlags): Promise<void> {
  if (flags.detach === true && flags.once === true) {
    refuseTogether('--detach', '--once');
  }
  const configuration = await withLayout(terminal, await configurationOf({ ...flags }));
  const interruption = onInterruption();
  try {
    if (flags.verify === true) {
      await verifyFirst(terminal, configuration, flags);
    }
    await (flags.detach === true
      ? startAndLeave(terminal, configuration, flags)
      : startAndWait(terminal, configuration, flags, interruption));
  } finally {
    interruption.ignore();
  }
}

async function startAndWait(
  terminal: Terminal,
  configuration: Configuration,
  flags: StartFlags,
  interruption: Interruption,
): Promise<void> {
  const begun = performance.now();
  const started = await withProgress(terminal, (onProgress) =>
    start({ ...optionsOf(configuration, flags), onProgress }),
  );
  await withCleanup(
    async () => {
      const took = duration(performance.now() - begun);
      noteIgnored(terminal, started.content.found, flags);
      announce(terminal, started.details, flags, started.fromCache ? `from the cache, ${took}` : took, {
        command: started.content.command,
      });
      explainUser(terminal, started.details, configuration.user ?? DEFAULT_USER);
      if (flags.once !== true) {
        await Promise.race([interruption.wait(), started.server.loss().then((loss) => Promise.reject(loss))]);
      }
    },
    () => started.stop(),
  );
}

async function startAndLeave(terminal: Terminal, configuration: Configuration, flags: StartFlags): Promise<void> {
  const begun = performance.now();
  const found = await withProgress(terminal, (onProgress) =>
    startDetached({ ...optionsOf(configuration, flags), onProgress }),
  );
  const { details, reused, fromCache, content } = found;
  try {
    const took = duration(performance.now() - begun);
    noteIgnored(terminal, content.found, flags);
    const how = reused ? 'already running' : fromCache ? `from the cache, ${took}` : took;
    announce(terminal, details, flags, how, { command: content.command, reused });
    explainUser(terminal, details, configuration.user ?? DEFAULT_USER);
  } catch (error) {
    await found.undo();
    throw error;
  }
}

function optionsOf(configuration: Configuration, flags: StartFlags): StartOptions & { name: string } {
  return {
    ...startOptions(configuration),
    ...stateOf(flags, configuration.clientData),
    allowClusterWide: flags.allowClusterWide,
    name: serverName(configuration),
  };
}

/** Unless `verify` has just said so. */
function noteIgnored(terminal: Terminal, found: FoundMigrations, flags: StartFlags): void {
  if (flags.verify !== true) {
    terminal.say(formatSilentlyIgnored(found, { style: terminal.sayStyle, width: terminal.width }));
  }
}

/** On a separate server, since roles belong to the server and those of the started database would conflict. */
async function verifyFirst(terminal: Terminal, configuration: Configuration, flags: StartFlags): Promise<void> {
  const { accepted } = await openBaseline({}, configuration);
  const report = await withProgress(terminal, (onProgress) =>
    verifyMigrations({
      ...verifyOptions(configuration),
      ...stateOf(flags, configuration.clientData),
      baseline: accepted.verify,
      lintBaseline: accepted.lint,
      allowClusterWide: flags.allowClusterWide,
      onProgress,
    }),
  );
  const [print, style] = flags.json === true ? [terminal.say, terminal.sayStyle] : [terminal.out, terminal.outStyle];
  print([...formatVerifyReport(report, { style, width: terminal.width }), '']);
  if (!report.ok) {
    terminal.exitCode(1);
  }
}

function announce(
  terminal: Terminal,
  details: ServerDetails,
  flags: StartFlags,
  how: string,
  { command, ...more }: { command: CommandLayout | undefined; reused?: boolean },
): void {
  if (flags.json === true) {
    terminal.out(JSON.stringify({ ...details, ...more }));
    return;
  }
  const { version, database, migrationVersion, url, name } = details;
  const at =
    migrationVersion !== null
      ? `migration ${migrationVersion}`
      : command === undefined
        ? 'no migration'
        : `made by ${command.command.join(' ')}`;
  terminal.say(`${terminal.sayStyle.green('ready')}  PostgreSQL ${version}, database ${database}, ${at} (${how})`);
  terminal.say('');
  terminal.out(`  ${terminal.outStyle.bold(url)}`);
  terminal.say('');
  if (flags.detach === true) {
    terminal.say(`Stop it with: elementaldb stop --name ${name}`);
  } else if (flags.once !== true) {
    terminal.say('Stop it with Ctrl-C.');
  }
}

/** Says why the superuser has another name than usual. */
function explainUser(terminal: Terminal, { server, user }: ServerDetails, usual: string): void {
  if (server !== 'existing' && user !== usual) {
    terminal.say(
      `The migrations make or change the role "${usual}", so the superuser is "${user}". ` +
        `For the URL of "${usual}": --user ${usual}.`,
    );
  }
}
