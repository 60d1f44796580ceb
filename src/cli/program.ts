import { Command, CommanderError } from 'commander';

import { formatError } from '../report/error-report.ts';
import { ElementalError, explainRefusal, type ErrorKind } from '../support/errors.ts';
import type { Terminal } from './terminal.ts';

/** 0 clean, 1 findings or a migration that failed, 2 wrong usage, 3 the environment. */
const EXIT_CODES: Record<ErrorKind, number> = { migration: 1, usage: 2, environment: 3 };

type Add = (program: Command, terminal: Terminal) => void;

/** The files of the commands, in the order of the help, each with the words that it is for. */
const COMMANDS: readonly (readonly [words: readonly string[], load: () => Promise<Add>])[] = [
  [['start'], async () => (await import('./start.ts')).addStart],
  [['stop', 'ps', 'url', 'psql'], async () => (await import('./servers.ts')).addServerCommands],
  [['exec', 'lease'], async () => (await import('./lease.ts')).addLease],
  [['image'], async () => (await import('./image.ts')).addImage],
  [['migrate'], async () => (await import('./migrate.ts')).addMigrate],
  [['seed'], async () => (await import('./seed.ts')).addSeed],
  [['snapshot'], async () => (await import('./snapshot.ts')).addSnapshot],
  [['verify'], async () => (await import('./verify.ts')).addVerify],
  [['lint'], async () => (await import('./lint.ts')).addLint],
  [['check'], async () => (await import('./check.ts')).addCheck],
];

/**
 * The commands, bound to a terminal. Of a command line that begins with one of them only that one is loaded, and none where
 * the version is asked for, so that none waits for what another needs.
 */
export async function createProgram(version: string, terminal: Terminal, args: readonly string[]): Promise<Command> {
  const program = new Command('elementaldb')
    .description('Throw-away PostgreSQL with your migrations applied, and proof that they are right.')
    .version(version)
    .showHelpAfterError('(--help lists what can be said)')
    .exitOverride();
  for (const [, load] of commandsFor(args[0])) {
    const add = await load();
    add(program, terminal);
  }
  return program;
}

function commandsFor(word = ''): typeof COMMANDS {
  // The version is commander's own.
  if (word === '--version' || word === '-V') {
    return [];
  }
  const named = COMMANDS.filter(([words]) => words.includes(word));
  return named.length === 0 ? COMMANDS : named;
}

/** Runs a command line to its end; every fault ends as a message and an exit code. */
export async function runProgram(program: Command, args: readonly string[], terminal: Terminal): Promise<void> {
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed its message, or the help that was asked for.
      terminal.exitCode(error.exitCode === 0 ? 0 : 2);
      return;
    }
    const explained = explainRefusal(error);
    terminal.say(formatError(explained, terminal.sayStyle));
    terminal.exitCode(exitCode(explained, args[0] === 'migrate'));
  }
}

/** `migrate` ends as golang-migrate does: 1 for whatever goes wrong, so that scripts need not change. */
function exitCode(error: unknown, likeGolangMigrate: boolean): number {
  if (likeGolangMigrate || !(error instanceof ElementalError)) {
    return 1;
  }
  return EXIT_CODES[error.kind];
}
