import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { Option, type Command } from 'commander';

import { leaseDatabase, type Lease } from '../../commands/lease-database.ts';
import { serveLeases, type LeaseSource } from '../../commands/serve-leases/serve-leases.ts';
import { testServerOptions } from '../../databases/testing/configured.ts';
import '../../energy/seed/seeded.ts';
import { BUILT_IN_TEMPLATES, type BuiltInTemplate } from '../../databases/templates/define-template.ts';
import type { TestServerOptions } from '../../databases/testing/options.ts';
import { openTestServer } from '../../databases/testing/test-server.ts';
import { EnvironmentError, UsageError, codeOf, messageOf } from '../../support/errors.ts';
import {
  configurationOf,
  stateOf,
  withClusterWide,
  withSettings,
  withState,
  type StateFlags,
} from '../settings-options.ts';
import { withLayout } from '../layout.ts';
import { withProgress, type Terminal } from '../terminal.ts';
import { withExample } from '../usage.ts';
import { catchSignals, codeOfSignal } from './caught-signals.ts';

interface LeaseFlags extends StateFlags {
  json?: boolean;
  serve?: boolean;
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
        .addOption(
          new Option('--json', 'Print one JSON object: url, host, port, database, user, password.').conflicts('serve'),
        )
        .option('--serve', 'Lease and release many databases by lines of JSON, see docs/testing.md.'),
    ),
    'lease --json',
    `lease --serve <<< '{"id": 1, "lease": {}}'`,
  ).action((flags: LeaseFlags) => (flags.serve === true ? serve(terminal, flags) : lease(terminal, flags)));
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
  const options = await optionsOf(terminal, flags);
  return withProgress(terminal, (onProgress) => leaseDatabase({ ...options, onProgress }));
}

async function optionsOf(terminal: Terminal, flags: LeaseFlags): Promise<TestServerOptions> {
  const configuration = await withLayout(terminal, await configurationOf({ ...flags }));
  return {
    ...testServerOptions(configuration),
    ...stateOf(flags, configuration.clientData),
    template: flags.template,
    allowClusterWide: flags.allowClusterWide,
  };
}

/** Leases by lines of JSON until the input is closed or a signal comes. */
async function serve(terminal: Terminal, flags: LeaseFlags): Promise<void> {
  const { stdin } = process;
  // A terminal sends Ctrl-C to the client and to this process. The client decides what it means, and closes the input.
  const signals = catchSignals(stdin.isTTY ? undefined : 'SIGINT');
  const lines = createInterface({ input: stdin, terminal: false });
  stdin.on('error', () => lines.close());
  void signals.next().then(() => lines.close());
  if (stdin.isTTY) {
    terminal.say('Write requests, one JSON object on a line; Ctrl-D releases all databases and ends.');
  }
  const start = async (): Promise<LeaseSource> => {
    const { server: kind, ...options } = await optionsOf(terminal, flags);
    const server = await withProgress(terminal, (onProgress) =>
      openTestServer({ ...options, server: kind, onProgress }),
    );
    return { server, options };
  };
  try {
    await serveLeases(start, { lines, answer: (answer) => terminal.out(JSON.stringify(answer)) });
  } finally {
    signals.ignore();
    stdin.destroy(); // It would keep this process alive.
  }
}

/** The content does not matter: the process at the other end holds the lease, and loses it when it is killed. */
function endOfInput(): Promise<void> {
  const { stdin } = process;
  return new Promise((resolve) => {
    stdin.on('end', resolve).on('error', () => resolve());
    stdin.resume();
  });
}
