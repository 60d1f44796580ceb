import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

import { Option, type Command } from 'commander';

import { leaseDatabase, type Lease } from '../commands/lease-database.ts';
import { testServerOptions } from '../databases/testing/configured.ts';
import '../energy/seed/seeded.ts';
import { BUILT_IN_TEMPLATES, type BuiltInTemplate } from '../databases/templates/define-template.ts';
import { EnvironmentError, UsageError, codeOf, messageOf } from '../support/errors.ts';
import { configurationOf, withClusterWide, withSettings } from './settings-options.ts';
import type { Terminal } from './terminal.ts';

interface LeaseFlags {
  json?: boolean;
  template?: BuiltInTemplate;
  allowClusterWide?: boolean;
}

/** `elementaldb exec` and `lease`: a test database for programs in any language. */
export function addLease(program: Command, terminal: Terminal): void {
  withTestServer(
    program
      .command('exec')
      .description(
        'run a command with a test database: DATABASE_URL and PG* say where; it is gone when the command ends',
      ),
  )
    .argument('[command...]', 'After --: elementaldb exec -- pytest -x')
    .action((command: string[], flags: LeaseFlags) => exec(terminal, command, flags));

  withTestServer(
    program
      .command('lease')
      .description('hand out a test database until standard input is closed, or this process ends')
      .option('--json', 'Print one JSON object: url, host, port, database, user, password.'),
  ).action((flags: LeaseFlags) => lease(terminal, flags));
}

function withTestServer(command: Command): Command {
  return withSettings(withClusterWide(command), [
    'migrations',
    'clientData',
    'prelude',
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
      'What it starts as (default: all migrations, and the client data if there).',
    ).choices(BUILT_IN_TEMPLATES),
  );
}

async function exec(terminal: Terminal, [program, ...args]: readonly string[], flags: LeaseFlags): Promise<void> {
  if (program === undefined) {
    throw new UsageError('there is no command to run', {
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

/** The exit code of the child, as a shell has it: 128 and the signal's number when one has ended it. */
async function endOf(child: ChildProcess, program: string): Promise<number> {
  try {
    const [code, signal] = await once(child, 'exit');
    return typeof code === 'number' ? code : codeOfSignal(signal);
  } catch (error) {
    throw new EnvironmentError(`cannot run ${program}: ${messageOf(error)}`, {
      code: 'COMMAND_NOT_RUN',
      hint: codeOf(error) === 'ENOENT' ? 'Install it, or write its path.' : 'See that this user may run it.',
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
      terminal.say('It is yours until Ctrl-C.');
    }
    await Promise.race([endOfInput(), signals.next()]);
  } finally {
    signals.ignore();
    process.stdin.destroy(); // It would keep this process alive.
  }
}

async function open(terminal: Terminal, flags: LeaseFlags): Promise<Lease> {
  const progress = terminal.progress();
  try {
    return await leaseDatabase({
      ...testServerOptions(await configurationOf({ ...flags })),
      template: flags.template,
      allowClusterWide: flags.allowClusterWide,
      onProgress: (step) => progress.step(step),
    });
  } finally {
    progress.done();
  }
}

/** What is written to it does not matter; whoever has the other end holds the lease, and loses it when it is killed. */
function endOfInput(): Promise<void> {
  const { stdin } = process;
  return new Promise((resolve) => {
    stdin.on('end', resolve).on('error', () => resolve());
    stdin.resume();
  });
}

interface CaughtSignals {
  /** The last one that came before there was a child to have it. */
  readonly sent: NodeJS.Signals | undefined;
  /** From now on the child has them. */
  sendTo(child: ChildProcess): void;
  /** Until one comes, or has come. */
  next(): Promise<void>;
  ignore(): void;
}

/** Keeps signals from ending this process before the database is given back; the third ends it all the same. */
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
    // A terminal sends Ctrl-C to all of its foreground processes: the child has it already.
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
