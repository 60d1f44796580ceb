import type { Direction } from '../../migrations/pairs/migration.ts';
import { readSqlFileSync } from '../../migrations/pairs/read-migration.ts';
import type { PgParser } from '../../sql/pg-parser.ts';
import { readScript } from '../../sql/statement/script.ts';
import { indexOfCharacter, positionFinder } from '../../sql/text-position.ts';
import { ElementalError, messageOf } from '../../support/errors.ts';
import type { LintFile, Source, Unparsable } from './lint-file.ts';
import { transactionShape } from './transaction-shape.ts';

/**
 * Reads and parses a file. An unreadable or unparsable file is a result too, not an error.
 *
 * @param content of the file, if it has been read
 */
export function readLintFile(path: string, direction: Direction, parser: PgParser, content?: Buffer): LintFile {
  const { text, unparsable } = readText(path, content);
  return unparsable === undefined
    ? parseLintFile(path, direction, text, parser)
    : emptyFile(path, direction, text, unparsable);
}

/** A file that was checked before: it is read when its text is asked for. */
export function sourceOnDisk(path: string): Source {
  let source: Pick<Source, 'text' | 'positionOf'> | undefined;
  const read = (): Pick<Source, 'text' | 'positionOf'> => {
    if (source === undefined) {
      const { text } = readText(path);
      source = { text, positionOf: positionFinder(text) };
    }
    return source;
  };
  return {
    path,
    get text() {
      return read().text;
    },
    positionOf: (index) => read().positionOf(index),
  };
}

/** What is not text counts as empty, with the reason. */
function readText(path: string, content?: Buffer): { text: string; unparsable?: Unparsable } {
  try {
    return { text: readSqlFileSync(path, content) };
  } catch (error) {
    if (error instanceof ElementalError && error.kind === 'migration') {
      const what = error.message.replace(/^.*?:\d+: /s, '');
      return { text: '', unparsable: { code: error.code, what, hint: error.hint, index: 0 } };
    }
    throw error;
  }
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
