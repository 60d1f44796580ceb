import { basename } from 'node:path';

import type { Node } from 'libpg-query';

import type { Direction } from '../migrations/migration.ts';
import { readSqlFile } from '../migrations/read-migration.ts';
import { parseStatements, type SqlStatement } from '../sql/parse-statements.ts';
import { indexOfCharacter, positionFinder, type TextPosition } from '../sql/text-position.ts';
import { ElementalError, messageOf } from '../support/errors.ts';
import type { Action } from './actions/action.ts';
import { actionsOf } from './actions/actions-of.ts';
import { byteIndex } from './byte-index.ts';
import { readDoBody, type DoBody } from './do-body.ts';
import { transactionShape, type TransactionShape } from './transaction-shape.ts';

/** A statement of a file, or of a DO block in it. */
export interface LintStatement extends SqlStatement {
  actions: readonly Action[];
  /** The DO block that it stands in. */
  within: LintStatement | undefined;
  /** Runs only if a condition of its DO block holds, or an error of it is handled there. */
  conditional: boolean;
  /** A DO block that runs SQL which is put together while it runs. */
  opaque: boolean;
  /** Whether the file has set the search path before it. */
  pathSet: boolean;
}

/** What keeps a file from being read or parsed. */
export interface Unparsable {
  code: string;
  what: string;
  hint: string | undefined;
  index: number;
}

/** A file as the rules see it. */
export interface LintFile {
  path: string;
  /** Without its folder. */
  name: string;
  direction: Direction;
  text: string;
  /** In order; those of a DO block follow it. */
  statements: readonly LintStatement[];
  /** Bodies of functions and DO blocks that PL/pgSQL refuses. */
  badBodies: readonly Unparsable[];
  transactions: TransactionShape;
  unparsable: Unparsable | undefined;
  positionOf: (index: number) => TextPosition;
}

/** Reads and parses a file; whatever is wrong with it is part of the result. */
export async function readLintFile(path: string, direction: Direction): Promise<LintFile> {
  let text: string;
  try {
    text = await readSqlFile(path);
  } catch (error) {
    if (error instanceof ElementalError && error.kind === 'migration') {
      const what = error.message.replace(/^.*?:\d+: /s, '');
      return emptyFile(path, direction, '', { code: error.code, what, hint: error.hint, index: 0 });
    }
    throw error;
  }
  return parseLintFile(path, direction, text);
}

/** Parses the text of a file. */
export async function parseLintFile(path: string, direction: Direction, text: string): Promise<LintFile> {
  try {
    return await parsedFile(path, direction, text);
  } catch (error) {
    // The stack is full; the server has such a limit too.
    if (error instanceof RangeError) {
      const what = 'a statement is nested too deeply to be read';
      return emptyFile(path, direction, text, { code: 'SYNTAX', what, hint: undefined, index: 0 });
    }
    throw error;
  }
}

async function parsedFile(path: string, direction: Direction, text: string): Promise<LintFile> {
  let parsed: SqlStatement[];
  try {
    parsed = await parseStatements(text);
  } catch (error) {
    if (error instanceof RangeError) {
      throw error;
    }
    const index = indexOfCharacter(text, cursorOf(error) + 1);
    return emptyFile(path, direction, text, { code: 'SYNTAX', what: messageOf(error), hint: undefined, index });
  }
  const file = emptyFile(path, direction, text, undefined);
  const statements: LintStatement[] = [];
  const badBodies: Unparsable[] = [];
  const indexOf = byteIndex(text);
  let path0: SearchPath = { first: 'public', set: false };
  for (const each of parsed) {
    const statement = summarise(each, path0, (location) => indexOf(location));
    statements.push(statement);
    path0 = pathAfter(statement, path0);
    const body = hasBody(each.node) ? await readDoBody(each) : undefined;
    if (body?.error !== undefined) {
      badBodies.push({ code: 'PLPGSQL', what: body.error, hint: undefined, index: body.errorIndex });
    }
    if (body !== undefined && 'DoStmt' in each.node) {
      statement.opaque = body.opaque;
      statements.push(...(await bodyStatements(body, statement, path0, file)));
    }
  }
  return { ...file, statements, badBodies, transactions: transactionShape(statements) };
}

interface SearchPath {
  first: string;
  set: boolean;
}

function summarise(
  each: SqlStatement,
  { first, set }: SearchPath,
  indexOf: (location: number) => number,
): LintStatement {
  const place = (location: number | undefined): number => (location === undefined ? each.start : indexOf(location));
  return {
    ...each,
    actions: actionsOf(each.node, { searched: first, place }),
    within: undefined,
    conditional: false,
    opaque: false,
    pathSet: set,
  };
}

function pathAfter({ actions }: LintStatement, before: SearchPath): SearchPath {
  const set = actions.findLast((action) => action.kind === 'setting' && action.name === 'search_path');
  if (set?.kind !== 'setting') {
    return before;
  }
  const first = set.values.find((schema) => schema !== '' && schema !== 'pg_catalog' && !schema.includes('$'));
  return set.reset || first === undefined ? { first: 'public', set: false } : { first, set: true };
}

function hasBody(node: Node): boolean {
  return 'DoStmt' in node || 'CreateFunctionStmt' in node;
}

async function bodyStatements(
  body: DoBody,
  within: LintStatement,
  path: SearchPath,
  { positionOf }: LintFile,
): Promise<LintStatement[]> {
  const found: LintStatement[] = [];
  for (const { sql, index, conditional } of body.statements) {
    // What PL/pgSQL takes for SQL may be its own: an assignment by a function's name. That is no fault to report.
    const parsed = await parseStatements(sql).catch(() => []);
    const indexOf = byteIndex(sql);
    for (const each of parsed) {
      const start = index + each.start;
      const moved = { ...each, start, end: index + each.end, ...positionOf(start) };
      const summary = summarise(moved, path, (location) => index + indexOf(location));
      // A DO block within a DO block is not followed.
      const opaque = 'DoStmt' in each.node;
      within.opaque ||= opaque;
      found.push({ ...summary, within, conditional, opaque });
    }
  }
  return found;
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
