import { layoutNamed, scriptOf } from '../../migrations/layouts/all-layouts.ts';
import type { Direction, Migration } from '../../migrations/pairs/migration.ts';
import { readSqlFileSync } from '../../migrations/pairs/read-migration.ts';
import type { PgParser } from '../../sql/pg-parser.ts';
import type { RunMode } from '../../sql/run-mode.ts';
import { readScript } from '../../sql/statement/script.ts';
import { indexOfCharacter, positionFinder } from '../../sql/text-position.ts';
import { ElementalError, messageOf } from '../../support/errors.ts';
import type { LintFile, Source, Unparsable } from './lint-file.ts';
import { transactionShape } from './transaction-shape.ts';

/**
 * Reads and parses one direction of a migration; undefined where it is missing. An unreadable or unparsable file is a result
 * too, not an error.
 *
 * @param contents of files that have been read, by path
 */
export function readLintFile(
  migration: Migration,
  direction: Direction,
  parser: PgParser,
  contents: ReadonlyMap<string, Buffer>,
): LintFile | undefined {
  const path = migration[direction];
  if (path === undefined) {
    return undefined;
  }
  const { layout } = migration;
  const { text, mode, unparsable } = readText(path, contents.get(path), { migration, direction });
  const file =
    unparsable === undefined
      ? parseLintFile(path, direction, text, parser, mode)
      : emptyFile(path, direction, text, unparsable);
  return layout === undefined ? file : { ...file, withoutTransaction: layoutNamed(layout).withoutTransaction };
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

/** What is not text counts as empty, with the reason. @param half of a migration; the whole file by default */
function readText(
  path: string,
  content?: Buffer,
  half?: { migration: Migration; direction: Direction },
): { text: string; mode: RunMode; unparsable?: Unparsable } {
  try {
    const whole = readSqlFileSync(path, content);
    const script = half && scriptOf(half.migration, whole, half.direction, path);
    return script === undefined ? { text: whole, mode: 'whole' } : { text: script.sql, mode: script.mode };
  } catch (error) {
    if (error instanceof ElementalError && error.kind === 'migration') {
      const what = error.message.replace(/^.*?:\d+: /s, '');
      return { text: '', mode: 'whole', unparsable: { code: error.code, what, hint: error.hint, index: 0 } };
    }
    throw error;
  }
}

/** Parses the text of a file. */
export function parseLintFile(
  path: string,
  direction: Direction,
  text: string,
  parser: PgParser,
  mode: RunMode = 'whole',
): LintFile {
  try {
    const { statements, badBodies } = readScript(text, parser);
    return {
      ...emptyFile(path, direction, text, undefined),
      statements,
      badBodies: badBodies.map(({ error, index }) => ({ code: 'PLPGSQL', what: error, hint: undefined, index })),
      transactions: transactionShape(statements, mode, text),
      mode,
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
    mode: 'whole',
    withoutTransaction: undefined,
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
