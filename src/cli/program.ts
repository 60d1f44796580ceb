import { Command, CommanderError } from 'commander';

import { formatError } from '../report/error-report.ts';
import { ElementalError, explainRefusal, type ErrorKind } from '../support/errors.ts';
import { explainCommanderError } from './commander-errors.ts';
import { isInterrupted, type Terminal } from './terminal.ts';

/** 0: clean, 1: findings or a failed migration, 2: wrong usage, 3: the environment; `diff` also ends with 4. */
const EXIT_CODES: Record<ErrorKind, number> = { migration: 1, usage: 2, environment: 3 };

type Add = (program: Command, terminal: Terminal) => void;

/** The files of the commands in the order of the help, each with the words that it handles. */
const COMMANDS: readonly (readonly [words: readonly string[], load: () => Promise<Add>])[] = [
  [['init'], async () => (await import('./init/init.ts')).addInit],
  [['start'], async () => (await import('./start.ts')).addStart],
  [['stop', 'ps', 'url', 'psql', 'query'], async () => (await import('./servers/servers.ts')).addServerCommands],
  [['exec', 'lease'], async () => (await import('./lease/lease.ts')).addLease],
  [['image'], async () => (await import('./image.ts')).addImage],
  [['migrate'], async () => (await import('./migrate/migrate.ts')).addMigrate],
  [['seed'], async () => (await import('./seed/seed.ts')).addSeed],
  [['diff', 'drift'], async () => (await import('./comparison/diff.ts')).addComparison],
  [['snapshot'], async () => (await import('./snapshot.ts')).addSnapshot],
  [['client-data'], async () => (await import('./client-data/client-data.ts')).addClientData],
  [['verify'], async () => (await import('./verify.ts')).addVerify],
  [['lint'], async () => (await import('./lint.ts')).addLint],
  [['check'], async () => (await import('./check.ts')).addCheck],
  [['report'], async () => (await import('./report.ts')).addReport],
  [['ui'], async () => (await import('./ui/ui.ts')).addUi],
];

/** The commands, bound to a terminal. Only the command that the command line begins with is loaded, to start faster. */
export async function createProgram(version: string, terminal: Terminal, args: readonly string[]): Promise<Command> {
  const program = new Command('elementaldb')
    .description('Ephemeral PostgreSQL with your migrations applied, and proof that they work.')
    .version(version)
    .configureOutput({
      writeOut: (text) => terminal.out(withoutLastLineEnd(text)),
      writeErr: (text) => terminal.say(withoutLastLineEnd(text)),
      outputError: () => undefined,
    })
    // So that the flags behind `verify merge` are those of merge.
    .enablePositionalOptions()
    .exitOverride();
  for (const [, load] of commandsFor(args[0])) {
    const add = await load();
    add(program, terminal);
  }
  return program;
}

/** The terminal ends each text with a line end; so does commander. */
function withoutLastLineEnd(text: string): string {
  return text.replace(/\n$/, '');
}

function commandsFor(word = ''): typeof COMMANDS {
  // The version is commander's own.
  if (word === '--version' || word === '-V') {
    return [];
  }
  const named = COMMANDS.filter(([words]) => words.includes(word));
  return named.length === 0 ? COMMANDS : named;
}

/** Runs a command line to its end; every error becomes a message and an exit code. Returns the error that it printed. */
export async function runProgram(program: Command, args: readonly string[], terminal: Terminal): Promise<unknown> {
  try {
    await program.parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    if (isInterrupted()) {
      return undefined;
    }
    if (error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help')) {
      // Commander has printed the help.
      terminal.exitCode(error.exitCode === 0 ? 0 : 2);
      return undefined;
    }
    const isUsage = error instanceof CommanderError;
    const explained = isUsage ? explainCommanderError(error) : explainRefusal(await explainDamage(error));
    terminal.say(formatError(explained, terminal.sayStyle));
    const isLikeGolangMigrate = !isUsage || error.code === 'commander.excessArguments';
    terminal.exitCode(exitCode(explained, args[0] === 'migrate' && isLikeGolangMigrate));
    return explained;
  }
}

/** Loaded only here, to start faster. */
async function explainDamage(error: unknown): Promise<unknown> {
  const { explainDamagedData } = await import('../servers/embedded/damaged-data.ts');
  return explainDamagedData(error);
}

/** `migrate` ends as golang-migrate does, with 1 for every error, so that scripts need not change. */
function exitCode(error: unknown, likeGolangMigrate: boolean): number {
  if (likeGolangMigrate || !(error instanceof ElementalError)) {
    return 1;
  }
  return EXIT_CODES[error.kind];
}
