import { constants } from 'node:os';

import type { Command } from 'commander';

import { DEFAULT_USER } from '../configuration/defaults.ts';
import type { Configuration } from '../configuration/schema.ts';
import { readBaseline } from '../findings/baseline.ts';
import { start } from '../databases/start.ts';
import { duration } from '../report/units.ts';
import { formatSilentlyIgnored } from '../report/folder-findings.ts';
import { formatVerifyReport } from '../report/verify-report.ts';
import type { ServerDetails } from '../servers/registry.ts';
import { abandonServers } from '../servers/sweep.ts';
import { verifyMigrations } from '../verify/verify-migrations.ts';
import {
  configurationOf,
  serverName,
  startOptions,
  verifyOptions,
  withClusterWide,
  withSettings,
} from './settings-options.ts';
import { withProgress, type Terminal } from './terminal.ts';
import { refuseTogether, withExample } from './usage.ts';

interface StartFlags {
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
    .option('-d, --detach', 'Return once it is ready and leave it running (default: run until Ctrl-C).')
    .option('--json', 'Print one JSON object: name, url, host, port, database, user, password …')
    .option('--verify', 'First run "elementaldb verify".')
    .option('--once', 'Stop as soon as it is ready, e.g. to test in CI that everything applies.');
  withExample(
    withSettings(withClusterWide(command), [
      'migrations',
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
  const configuration = await configurationOf({ ...flags });
  const interruption = onInterruption();
  if (flags.verify === true) {
    await verifyFirst(terminal, configuration, flags);
  }
  const begun = performance.now();
  const started = await withProgress(terminal, (onProgress) =>
    start({
      ...startOptions(configuration),
      allowClusterWide: flags.allowClusterWide,
      name: serverName(configuration),
      detached: flags.detach === true,
      onProgress,
    }),
  );
  try {
    const took = performance.now() - begun;
    if (flags.verify !== true) {
      terminal.say(formatSilentlyIgnored(started.content.found, { style: terminal.sayStyle, width: terminal.width }));
    }
    announce(terminal, started.details, flags, `${started.fromCache ? 'from the cache, ' : ''}${duration(took)}`);
    explainUser(terminal, started.details, configuration.user ?? DEFAULT_USER);
    if (flags.detach === true) {
      return;
    }
    if (flags.once !== true) {
      await interruption.wait();
    }
  } catch (error) {
    if (flags.detach === true) {
      await started.stop();
    }
    throw error;
  } finally {
    if (flags.detach !== true) {
      await started.stop();
    }
    interruption.ignore();
  }
}

/** On a separate server, since roles belong to the server and those of the started database would conflict. */
async function verifyFirst(terminal: Terminal, configuration: Configuration, flags: StartFlags): Promise<void> {
  const { baseline } = configuration;
  const accepted = baseline === undefined ? [] : (await readBaseline(baseline)).verify;
  const report = await withProgress(terminal, (onProgress) =>
    verifyMigrations({
      ...verifyOptions(configuration),
      baseline: accepted,
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

function announce(terminal: Terminal, details: ServerDetails, flags: StartFlags, how: string): void {
  if (flags.json === true) {
    terminal.out(JSON.stringify(details));
    return;
  }
  const { version, database, migrationVersion, url, name } = details;
  const at = migrationVersion === null ? 'no migration' : `migration ${migrationVersion}`;
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

interface Interruption {
  /** Until Ctrl-C, SIGTERM or the closing of the terminal. */
  wait(): Promise<void>;
  ignore(): void;
}

/**
 * Before the server is ready an interruption ends the process at once, and the supervisor of the server cleans up. Later
 * the first interruption stops the server in order; a second does not wait.
 */
function onInterruption(): Interruption {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let waiting: (() => void) | undefined;
  const handler = (signal: NodeJS.Signals): void => {
    if (waiting === undefined) {
      abandonServers();
      process.exit(128 + constants.signals[signal]);
    }
    waiting();
    waiting = undefined;
  };
  for (const signal of signals) {
    process.on(signal, handler);
  }
  return {
    wait: () =>
      new Promise((resolve) => {
        // A pending promise does not keep the process alive; a timer does. It also notices when npm is killed, which does
        // not end its children. Without npm, losing the parent may be intended (nohup).
        const parent = process.ppid;
        const awake = setInterval(() => {
          if (process.env['npm_lifecycle_event'] !== undefined && process.ppid !== parent) {
            waiting?.();
          }
        }, 500);
        waiting = () => {
          clearInterval(awake);
          resolve();
        };
      }),
    ignore: () => {
      for (const signal of signals) {
        process.off(signal, handler);
      }
    },
  };
}
