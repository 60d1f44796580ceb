import { Command, CommanderError } from 'commander';

import { formatError } from '../report/error-report.ts';
import { ElementalError, explainRefusal, type ErrorKind } from '../support/errors.ts';
import { addCheck } from './check.ts';
import { addLint } from './lint.ts';
import { addLease } from './lease.ts';
import { addMigrate } from './migrate.ts';
import { addServerCommands } from './servers.ts';
import { addSeed } from './seed.ts';
import { addStart } from './start.ts';
import type { Terminal } from './terminal.ts';
import { addVerify } from './verify.ts';

/** 0 clean, 1 findings or a migration that failed, 2 wrong usage, 3 the environment. */
const EXIT_CODES: Record<ErrorKind, number> = { migration: 1, usage: 2, environment: 3 };

/** The commands, bound to a terminal. */
export function createProgram(version: string, terminal: Terminal): Command {
  const program = new Command('elementaldb')
    .description('Throw-away PostgreSQL with your migrations applied, and proof that they are right.')
    .version(version)
    .showHelpAfterError('(--help lists what can be said)')
    .exitOverride();
  addStart(program, terminal);
  addServerCommands(program, terminal);
  addLease(program, terminal);
  addMigrate(program, terminal);
  addSeed(program, terminal);
  addVerify(program, terminal);
  addLint(program, terminal);
  addCheck(program, terminal);
  return program;
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
