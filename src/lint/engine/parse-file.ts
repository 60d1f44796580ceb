import type { Direction } from '../../migrations/pairs/migration.ts';
import { readSqlFileSync } from '../../migrations/pairs/read-migration.ts';
import type { PgParser } from '../../sql/pg-parser.ts';
import { readScript } from '../../sql/statement/script.ts';
import { indexOfCharacter, positionFinder } from '../../sql/text-position.ts';
import { ElementalError, messageOf } from '../../support/errors.ts';
import type { LintFile, Unparsable } from './lint-file.ts';
import { transactionShape } from './transaction-shape.ts';

/** Reads and parses a file. An unreadable or unparsable file is a result too, not an error. */
export function readLintFile(path: string, direction: Direction, parser: PgParser): LintFile {
  let text: string;
  try {
    text = readSqlFileSync(path);
  } catch (error) {
    if (error instanceof ElementalError && error.kind === 'migration') {
      const what = error.message.replace(/^.*?:\d+: /s, '');
      return emptyFile(path, direction, '', { code: error.code, what, hint: error.hint, index: 0 });
    }
    throw error;
  }
  return parseLintFile(path, direction, text, parser);
}

/** Parses the text of a file. */
export function parseLintFile(path: string, direction: Direction, text: string, parser: PgParser): LintFile {
  try {
    const { statements, badBodies } = readScript(text, parser);
    return {
      ...emptyFile(path, direction, text, undefined),
      statements,
      badBodies: badBodies.map(({ error, index }) => ({ code: 'PLPGSQL', what: error, hint: undefined, index })),
      transactions: transactionShape(statements),
    };
  } catch (error) {
    // A RangeError is a stack overflow; the server has a limit too.
    const [what, index] =
      error instanceof RangeError
        ? ['a statement is nested too deeply to be parsed', 0]
        : [messageOf(error), indexOfCharacter(text, cursorOf(error) + 1)];
    return emptyFile(path, direction, text, { code: 'SYNTAX', what, hint: undefined, index });
  }
}

function emptyFile(path: string, direction: Direction, text: string, unparsable: Unparsable | undefined): LintFile {
  return {
    path,
    direction,
    text,
    statements: [],
    badBodies: [],
    transactions: transactionShape([]),
    unparsable,
    positionOf: positionFinder(text),
  };
}

/** Where libpg-query saw the error, in characters from 0. */
function cursorOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('sqlDetails' in error)) {
    return 0;
  }
  const { sqlDetails: details } = error;
  return typeof details === 'object' && details !== null && 'cursorPosition' in details
    ? Number(details.cursorPosition)
    : 0;
}
