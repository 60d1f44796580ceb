import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

import { Option, type Command } from 'commander';

import { leaseDatabase, type Lease } from '../commands/lease-database.ts';
import { testServerOptions } from '../databases/testing/configured.ts';
import '../energy/seed/seeded.ts';
import { BUILT_IN_TEMPLATES, type BuiltInTemplate } from '../databases/templates/define-template.ts';
import { EnvironmentError, UsageError, codeOf, messageOf } from '../support/errors.ts';
import { withLayout } from './layout.ts';
import {
  configurationOf,
  stateOf,
  withClusterWide,
  withSettings,
  withState,
  type StateFlags,
} from './settings-options.ts';
import { withProgress, type Terminal } from './terminal.ts';
import { withExample } from './usage.ts';

interface LeaseFlags extends StateFlags {
  json?: boolean;
  template?: BuiltInTemplate;
  allowClusterWide?: boolean;
}

/** `elementaldb exec` and `lease`: a test database for programs in any language. */
export function addLease(program: Command, terminal: Terminal): void {
  withExample(
    withTestServer(
      program
        .command('exec')
        .description(
          'run a command with a test database in DATABASE_URL and PG*; the database is dropped when it ends',
        ),
    ),
    'exec -- pytest -x',
  )
    .argument('[command...]', 'The command with its arguments, after --.')
    .action((command: string[], flags: LeaseFlags) => exec(terminal, command, flags));

  withExample(
    withTestServer(
      program
        .command('lease')
        .description('keep a test database until standard input is closed or this process ends')
        .option('--json', 'Print one JSON object: url, host, port, database, user, password.'),
    ),
    'lease --json',
  ).action((flags: LeaseFlags) => lease(terminal, flags));
}

function withTestServer(command: Command): Command {
  return withSettings(withClusterWide(withState(command)), [
    'migrations',
    'layout',
    'clientData',
    'prelude',
    'database',
    'server',
    'postgres',
    'pgBin',
    'image',
    'reuseContainer',
    'user',
    'settings',
  ]).addOption(
    new Option(
      '--template <name>',
      'What the database holds (default: all migrations, and the client data if it exists).',
    ).choices(BUILT_IN_TEMPLATES),
  );
}

async function exec(terminal: Terminal, [program, ...args]: readonly string[], flags: LeaseFlags): Promise<void> {
  if (program === undefined) {
    throw new UsageError('the command to run is missing', {
      code: 'NO_COMMAND',
      hint: 'Write it after two hyphens: elementaldb exec -- pytest.',
    });
  }
  const signals = catchSignals();
  try {
    await using leased = await open(terminal, flags);
    const { sent } = signals;
    if (sent !== undefined) {
      terminal.exitCode(codeOfSignal(sent));
      return;
    }
    const env = { ...process.env, ...leased.environment };
    const child = spawn(program, [...args], { stdio: 'inherit', env });
    signals.sendTo(child);
    terminal.exitCode(await endOf(child, program));
  } finally {
    signals.ignore();
  }
}

/** The exit code of the child as in a shell: 128 plus the number of the signal that ended it. */
async function endOf(child: ChildProcess, program: string): Promise<number> {
  try {
    const [code, signal] = await once(child, 'exit');
    return typeof code === 'number' ? code : codeOfSignal(signal);
  } catch (error) {
    throw new EnvironmentError(`cannot run ${program}: ${messageOf(error)}`, {
      code: 'COMMAND_NOT_RUN',
      hint: codeOf(error) === 'ENOENT' ? 'Install it, or write its path.' : 'Allow this user to run it.',
      cause: error,
    });
  }
}

function codeOfSignal(signal: unknown): number {
  return 128 + (Object.entries(constants.signals).find(([name]) => name === signal)?.[1] ?? 0);
}

async function lease(terminal: Terminal, flags: LeaseFlags): Promise<void> {
  const signals = catchSignals();
  try {
    await using leased = await open(terminal, flags);
    const { url, host, port, database, user, password } = leased;
    terminal.out(flags.json === true ? JSON.stringify({ url, host, port, database, user, password }) : url);
    if (process.stdin.isTTY) {
      terminal.say('The database is yours until Ctrl-C.');
    }
    await Promise.race([endOfInput(), signals.next()]);
  } finally {
    signals.ignore();
    process.stdin.destroy(); // It would keep this process alive.
  }
}

async function open(terminal: Terminal, flags: LeaseFlags): Promise<Lease> {
  const configuration = await withLayout(terminal, await configurationOf({ ...flags }));
  return withProgress(terminal, (onProgress) =>
    leaseDatabase({
      ...testServerOptions(configuration),
      ...stateOf(flags, configuration.clientData),
      template: flags.template,
      allowClusterWide: flags.allowClusterWide,
      onProgress,
    }),
  );
}

/** The content does not matter: the process at the other end holds the lease, and loses it when it is killed. */
function endOfInput(): Promise<void> {
  const { stdin } = process;
  return new Promise((resolve) => {
    stdin.on('end', resolve).on('error', () => resolve());
    stdin.resume();
  });
}

interface CaughtSignals {
  /** The last one that came before the child was started. */
  readonly sent: NodeJS.Signals | undefined;
  /** From now on the child gets them. */
  sendTo(child: ChildProcess): void;
  /** Waits until one has come. */
  next(): Promise<void>;
  ignore(): void;
}

/** Keeps signals from ending this process before the database is released; the third one ends it anyway. */
function catchSignals(): CaughtSignals {
  const caught = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
  let sent: NodeJS.Signals | undefined;
  let child: ChildProcess | undefined;
  let wake: (() => void) | undefined;
  let count = 0;
  const handler = (signal: NodeJS.Signals): void => {
    sent = signal;
    count += 1;
    wake?.();
    // A terminal sends Ctrl-C to all foreground processes: the child has it already.
    if (child !== undefined && !(signal !== 'SIGTERM' && process.stdin.isTTY)) {
      child.kill(signal);
    } else if (child === undefined && count > 2) {
      process.exit(codeOfSignal(signal));
    }
  };
  for (const signal of caught) {
    process.on(signal, handler);
  }
  return {
    get sent() {
      return sent;
    },
    sendTo: (to) => {
      child = to;
    },
    next: () =>
      new Promise((resolve) => {
        wake = resolve;
        if (sent !== undefined) {
          resolve();
        }
      }),
    ignore: () => {
      for (const signal of caught) {
        process.off(signal, handler);
      }
    },
  };
}
