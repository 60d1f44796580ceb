import { basename } from 'node:path';

import type { Direction } from '../../migrations/pairs/migration.ts';
import { readSqlFileSync } from '../../migrations/pairs/read-migration.ts';
import type { PgParser } from '../../sql/pg-parser.ts';
import { readScript, type Statement } from '../../sql/statement/script.ts';
import { indexOfCharacter, positionFinder, type TextPosition } from '../../sql/text-position.ts';
import { ElementalError, messageOf } from '../../support/errors.ts';
import { transactionShape, type TransactionShape } from './transaction-shape.ts';

/** A statement of a file, or of a DO block in it. */
export type LintStatement = Statement;

/** What keeps a file from being read or parsed. */
export interface Unparsable {
  code: string;
  what: string;
  hint: string | undefined;
  index: number;
}

/** The text of a file, and the places in it. */
export interface Source {
  path: string;
  text: string;
  positionOf: (index: number) => TextPosition;
}

/** A file as the rules see it. */
export interface LintFile extends Source {
  /** Without its folder. */
  name: string;
  direction: Direction;
  /** In order; those of a DO block follow it. */
  statements: readonly LintStatement[];
  /** Bodies of functions and DO blocks that PL/pgSQL refuses. */
  badBodies: readonly Unparsable[];
  transactions: TransactionShape;
  unparsable: Unparsable | undefined;
}

/** Reads and parses a file; whatever is wrong with it is part of the result. */
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
    return parsedFile(path, direction, text, parser);
  } catch (error) {
    // The stack is full; the server has such a limit too.
    if (error instanceof RangeError) {
      const what = 'a statement is nested too deeply to be read';
      return emptyFile(path, direction, text, { code: 'SYNTAX', what, hint: undefined, index: 0 });
    }
    throw error;
  }
}

function parsedFile(path: string, direction: Direction, text: string, parser: PgParser): LintFile {
  try {
    const { statements, badBodies } = readScript(text, parser);
    return {
      ...emptyFile(path, direction, text, undefined),
      statements,
      badBodies: badBodies.map(({ error, index }) => ({ code: 'PLPGSQL', what: error, hint: undefined, index })),
      transactions: transactionShape(statements),
    };
  } catch (error) {
    if (error instanceof RangeError) {
      throw error;
    }
    const index = indexOfCharacter(text, cursorOf(error) + 1);
    return emptyFile(path, direction, text, { code: 'SYNTAX', what: messageOf(error), hint: undefined, index });
  }
}

function emptyFile(path: string, direction: Direction, text: string, unparsable: Unparsable | undefined): LintFile {
  return {
    path,
    name: basename(path),
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
