import { parsedStatements, type ParsedStatement } from '../parse-statements.ts';
import { pgParser, type PgParser } from '../pg-parser.ts';
import { readBody, type Body } from '../plpgsql/body.ts';
import { errorIsCaught, noteHandled, type HandledBlock } from '../plpgsql/handlers.ts';
import { byteOffsetTranslator, positionFinder, type TextPosition } from '../text-position.ts';
import type { Action } from './action.ts';
import { nullComparisons, type NullComparison } from './null-comparisons.ts';
import { nodeTypeOf } from './action-readers.ts';
import type { PropertyChange } from '../properties/property.ts';
import { readActions } from './read-actions.ts';
import { readProperties } from '../properties/read-properties.ts';

/** A statement of a script, or of a DO block in it, and what it does. */
export interface Statement extends ParsedStatement {
  /** The name of its node in the parse tree: `CreateStmt`. */
  nodeType: string;
  actions: readonly Action[];
  /** What it does to comments, privileges and the like. */
  properties: readonly PropertyChange[];
  /** Comparisons with NULL; of a function and a DO block also those of its body that stand in no other statement. */
  nullComparisons: readonly NullComparison[];
  /** The DO block that it stands in. */
  within: Statement | undefined;
  /** The innermost block with handlers that it stands in. */
  handled: HandledBlock | undefined;
  /** Runs only if a condition of its DO block holds, or what it raises when it runs again is handled there. */
  conditional: boolean;
  /** What a DO block or function in PL/pgSQL runs. */
  body: Body | undefined;
  /** A DO block that runs SQL which is put together while it runs. */
  opaque: boolean;
  /** Whether the script has set the search path before it. */
  searchPathSet: boolean;
}

/** The body of a function or DO block that PL/pgSQL refuses. */
export interface BadBody {
  error: string;
  index: number;
}

/** The statement model: what each statement of a script does. */
export interface Script {
  /** In order; those of a DO block follow it. */
  statements: readonly Statement[];
  badBodies: readonly BadBody[];
  positionOf: (index: number) => TextPosition;
}

/** @throws the `SqlError` of libpg-query when the grammar refuses the text */
export async function parseScript(text: string): Promise<Script> {
  return readScript(text, await pgParser());
}

/** `parseScript` for a caller that has the parser. */
export function readScript(text: string, parser: PgParser): Script {
  const indexOf = byteOffsetTranslator(text);
  const statements: Statement[] = [];
  const badBodies: BadBody[] = [];
  let path: SearchPath = { first: 'public', set: false };
  for (const each of parsedStatements(text, parser)) {
    const statement = describe(each, path, indexOf, undefined);
    statements.push(statement);
    path = pathAfter(statement, path);
    const body = hasBody(statement) ? readBody(each, parser) : undefined;
    statement.body = body;
    if (body?.error !== undefined) {
      badBodies.push({ error: body.error, index: body.errorIndex });
    }
    if (body !== undefined) {
      statement.nullComparisons = [...statement.nullComparisons, ...comparedInBody(body, statement, parser)];
    }
    if (statement.nodeType === 'DoStmt') {
      // Another language runs what it likes.
      statement.opaque = body?.opaque ?? true;
      statements.push(...(body === undefined ? [] : bodyStatements(body, statement, path, parser)));
    }
  }
  return { statements, badBodies, positionOf: positionFinder(text) };
}

interface SearchPath {
  first: string;
  set: boolean;
}

function describe(
  { text, start, end, node }: ParsedStatement,
  { first, set }: SearchPath,
  indexOf: (location: number) => number,
  within: Statement | undefined,
): Statement {
  const offsetOf = (location: number | undefined): number => (location === undefined ? start : indexOf(location));
  return {
    text,
    start,
    end,
    node,
    nodeType: nodeTypeOf(node),
    actions: readActions(node, { searched: first, inBody: within !== undefined, offsetOf }),
    properties: readProperties(node, first),
    nullComparisons: NULL.test(text) ? nullComparisons(node, offsetOf) : [],
    within,
    handled: undefined,
    conditional: false,
    body: undefined,
    opaque: false,
    searchPathSet: set,
  };
}

/** Most statements need not be searched. */
const NULL = /\bnull\b/i;

/** The comparisons with NULL of what steers a body; of a function, also of the statements that it runs. */
function comparedInBody(
  { expressions, statements }: Body,
  { nodeType }: Statement,
  parser: PgParser,
): NullComparison[] {
  const parts = nodeType === 'DoStmt' ? expressions : [...expressions, ...statements];
  return parts
    .filter(({ sql }) => NULL.test(sql))
    .flatMap(({ sql, offsetOf }) => {
      const prefix = parsedIfSql(sql, parser).length === 0 ? 'SELECT ' : '';
      const indexOf = byteOffsetTranslator(prefix + sql);
      return parsedIfSql(prefix + sql, parser).flatMap(({ node }) =>
        nullComparisons(node, (location = 0) => offsetOf(indexOf(location) - prefix.length)),
      );
    })
    .toSorted((a, b) => a.index - b.index);
}

function pathAfter({ actions }: Statement, before: SearchPath): SearchPath {
  const set = actions.findLast((action) => action.kind === 'setting' && action.name === 'search_path');
  if (set?.kind !== 'setting') {
    return before;
  }
  const first = set.values.find((schema) => schema !== '' && schema !== 'pg_catalog' && !schema.includes('$'));
  return set.reset || first === undefined ? { first: 'public', set: false } : { first, set: true };
}

function hasBody({ nodeType }: Statement): boolean {
  return nodeType === 'DoStmt' || nodeType === 'CreateFunctionStmt';
}

function bodyStatements(body: Body, within: Statement, path: SearchPath, parser: PgParser): Statement[] {
  const found: Statement[] = [];
  for (const { sql, offsetOf, conditional, handled } of body.statements) {
    const indexOf = byteOffsetTranslator(sql);
    const parsed = parsedIfSql(sql, parser);
    if (parsed.length === 0) {
      noteHandled([], handled);
    }
    for (const each of parsed) {
      const moved = { ...each, start: offsetOf(each.start), end: offsetOf(each.end) };
      const statement = describe(moved, path, (location) => offsetOf(indexOf(location)), within);
      // A DO block within a DO block is not followed.
      const opaque = statement.nodeType === 'DoStmt';
      within.opaque ||= opaque;
      noteHandled(statement.actions, handled);
      found.push({ ...statement, conditional, opaque, handled });
    }
  }
  // Only the whole body tells whether a block catches what its statements raise.
  return found.map((each) => ({ ...each, conditional: each.conditional || errorIsCaught(each.handled) }));
}

/** What PL/pgSQL takes for SQL may be its own, such as an assignment by a function's name: that is no error. */
function parsedIfSql(sql: string, parser: PgParser): ParsedStatement[] {
  try {
    return parsedStatements(sql, parser);
  } catch {
    return [];
  }
}
