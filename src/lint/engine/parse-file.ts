import { basename } from 'node:path';

import type { Node } from 'libpg-query';

import type { Direction } from '../../migrations/pairs/migration.ts';
import { readSqlFileSync } from '../../migrations/pairs/read-migration.ts';
import { parsedStatements, type ParsedStatement } from '../../sql/parse-statements.ts';
import type { PgParser } from '../../sql/pg-parser.ts';
import { byteOffsetTranslator, indexOfCharacter, positionFinder, type TextPosition } from '../../sql/text-position.ts';
import { ElementalError, messageOf } from '../../support/errors.ts';
import type { Action } from '../../sql/statement/action.ts';
import { actionsOf } from '../../sql/statement/actions-of.ts';
import { readDoBody, type DoBody } from '../../sql/plpgsql/body.ts';
import { errorIsCaught, noteHandled, type HandledBlock } from '../../sql/plpgsql/handlers.ts';
import { transactionShape, type TransactionShape } from './transaction-shape.ts';

/** A statement of a file, or of a DO block in it. */
export interface LintStatement extends ParsedStatement {
  /** The parse tree's word for it: `CreateStmt`. */
  nodeType: string;
  actions: readonly Action[];
  /** The DO block that it stands in. */
  within: LintStatement | undefined;
  /** Runs only if a condition of its DO block holds, or what it raises when it runs again is handled there. */
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
  let parsed: ParsedStatement[];
  try {
    parsed = parsedStatements(text, parser);
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
  const indexOf = byteOffsetTranslator(text);
  let path0: SearchPath = { first: 'public', set: false };
  for (const each of parsed) {
    const statement = summarise(each, path0, indexOf, undefined);
    statements.push(statement);
    path0 = pathAfter(statement, path0);
    const body = hasBody(statement) ? readDoBody(each, parser) : undefined;
    if (body?.error !== undefined) {
      badBodies.push({ code: 'PLPGSQL', what: body.error, hint: undefined, index: body.errorIndex });
    }
    if (body !== undefined && statement.nodeType === 'DoStmt') {
      statement.opaque = body.opaque;
      statements.push(...bodyStatements(body, statement, path0, parser));
    }
  }
  return { ...file, statements, badBodies, transactions: transactionShape(statements) };
}

interface SearchPath {
  first: string;
  set: boolean;
}

function summarise(
  { text, start, end, node }: ParsedStatement,
  { first, set }: SearchPath,
  indexOf: (location: number) => number,
  within: LintStatement | undefined,
): LintStatement {
  const place = (location: number | undefined): number => (location === undefined ? start : indexOf(location));
  const nodeType = nodeTypeOf(node);
  return {
    text,
    start,
    end,
    node,
    nodeType,
    actions: actionsOf(nodeType, node, { searched: first, inBody: within !== undefined, offsetOf: place }),
    within,
    conditional: false,
    opaque: false,
    pathSet: set,
  };
}

/** A node of the tree has one field, which is called as the node is. */
function nodeTypeOf(node: Node): string {
  for (const nodeType in node) {
    return nodeType;
  }
  return '';
}

function pathAfter({ actions }: LintStatement, before: SearchPath): SearchPath {
  const set = actions.findLast((action) => action.kind === 'setting' && action.name === 'search_path');
  if (set?.kind !== 'setting') {
    return before;
  }
  const first = set.values.find((schema) => schema !== '' && schema !== 'pg_catalog' && !schema.includes('$'));
  return set.reset || first === undefined ? { first: 'public', set: false } : { first, set: true };
}

function hasBody({ nodeType }: LintStatement): boolean {
  return nodeType === 'DoStmt' || nodeType === 'CreateFunctionStmt';
}

function bodyStatements(body: DoBody, within: LintStatement, path: SearchPath, parser: PgParser): LintStatement[] {
  const found: { statement: LintStatement; handled: HandledBlock | undefined }[] = [];
  for (const { sql, place, conditional, handled } of body.statements) {
    const indexOf = byteOffsetTranslator(sql);
    const parsed = parsedIfSql(sql, parser);
    if (parsed.length === 0) {
      noteHandled([], handled);
    }
    for (const each of parsed) {
      const moved = { ...each, start: place(each.start), end: place(each.end) };
      const summary = summarise(moved, path, (location) => place(indexOf(location)), within);
      // A DO block within a DO block is not followed.
      const opaque = summary.nodeType === 'DoStmt';
      within.opaque ||= opaque;
      noteHandled(summary.actions, handled);
      found.push({ statement: { ...summary, conditional, opaque }, handled });
    }
  }
  return found.map(({ statement, handled }) => ({
    ...statement,
    conditional: statement.conditional || errorIsCaught(handled),
  }));
}

/** What PL/pgSQL takes for SQL may be its own: an assignment by a function's name. That is no fault to report. */
function parsedIfSql(sql: string, parser: PgParser): ParsedStatement[] {
  try {
    return parsedStatements(sql, parser);
  } catch {
    return [];
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
