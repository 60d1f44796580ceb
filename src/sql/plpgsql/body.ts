import type { Node } from 'libpg-query';

import { strings } from '../default-names.ts';
import type { ParsedStatement } from '../parse-statements.ts';
import type { PgParser } from '../pg-parser.ts';
import { isObject } from '../../support/json.ts';
import { messageOf } from '../../support/errors.ts';
import { handlersIn, isRaisedError, noteHandled, type HandledBlock } from './handlers.ts';

/** SQL that a PL/pgSQL body runs. */
export interface BodyStatement {
  sql: string;
  /** The index into the file of one into the SQL. */
  offsetOf: (offset: number) => number;
  /** Runs only under a condition. */
  conditional: boolean;
  /** The innermost block with handlers that it stands in. */
  handled: HandledBlock | undefined;
}

export type BodyExpression = Pick<BodyStatement, 'sql' | 'offsetOf'>;

export interface Body {
  statements: BodyStatement[];
  /** The expressions and queries that steer it: conditions of IF and WHILE, queries of loops, PERFORM. */
  expressions: BodyExpression[];
  /** Runs SQL that is put together while it runs. */
  opaque: boolean;
  error: string | undefined;
  errorIndex: number;
}

/** The SQL that the PL/pgSQL body of a DO block or function runs; undefined for other languages. */
export function readBody(statement: ParsedStatement, { parsePlPgSQLSync }: PgParser): Body | undefined {
  const body = bodyText(statement.node);
  if (body === undefined || languageOf(statement.node) !== 'plpgsql') {
    return undefined;
  }
  const within = placed(statement.text, body, 0);
  const offsetOf: OffsetOf = (offset) => statement.start + (within?.(offset) ?? 0);
  let tree: unknown;
  try {
    tree = parsePlPgSQLSync(statement.text);
  } catch (error) {
    // Without a catalog it also refuses types that exist: only a syntax error counts.
    const message = messageOf(error);
    const isSyntax = message.startsWith('syntax error');
    return {
      statements: [],
      expressions: [],
      opaque: true,
      error: isSyntax ? message : undefined,
      errorIndex: offsetOf(0),
    };
  }
  const reader = new BodyReader(body, offsetOf);
  reader.visit(tree, { conditional: false, handled: undefined });
  const { statements, expressions, opaque } = reader;
  return { statements, expressions, opaque, error: undefined, errorIndex: 0 };
}

/** The text between the quotes of a DO block or function; undefined where it has none. */
export function bodyText(node: Node): string | undefined {
  const body = optionOf(node, 'as');
  return body !== undefined && 'List' in body ? strings(body.List.items)[0] : strings([body])[0];
}

/** The language of a DO block or function, in lower case. */
export function languageOf(node: Node): string {
  const [language = 'DoStmt' in node ? 'plpgsql' : 'sql'] = strings([optionOf(node, 'language')]);
  return language.toLowerCase();
}

function optionOf(node: Node, name: string): Node | undefined {
  const options =
    'DoStmt' in node ? node.DoStmt.args : 'CreateFunctionStmt' in node ? node.CreateFunctionStmt.options : [];
  return options?.flatMap((each) =>
    'DefElem' in each && each.DefElem.defname === name ? (each.DefElem.arg ?? []) : [],
  )[0];
}

const LOOP = /^PLpgSQL_stmt_(?:loop|while|fori|fors|forc|foreach_a|dynfors)$/;

/** The parse modes of `variable = value`, by the number of names in the variable: `a`, `a.b`, `a.b.c`. */
const ASSIGNMENTS: ReadonlySet<unknown> = new Set([3, 4, 5]);

const BRANCH = /^PLpgSQL_(?:stmt_if|stmt_case|exception_block)$/;

/** Statements that raise no error by themselves. */
const HARMLESS = /^PLpgSQL_stmt_(?:block|execsql|fori|foreach_a|getdiag|return)$/;

/** What holds where a statement of a body stands. */
type Standing = Pick<BodyStatement, 'conditional' | 'handled'>;

/** Where the SQL of a PL/pgSQL statement is; `query` is an expression whose value is run. */
const RUNS_SQL: ReadonlyMap<string, 'sqlstmt' | 'query' | 'expr'> = new Map([
  ['PLpgSQL_stmt_execsql', 'sqlstmt'],
  ['PLpgSQL_stmt_dynexecute', 'query'],
  // CALL and DO.
  ['PLpgSQL_stmt_call', 'expr'],
]);

/** Walks through the tree of a body. */
class BodyReader {
  readonly statements: BodyStatement[] = [];
  readonly expressions: BodyExpression[] = [];
  opaque = false;
  readonly #body: string;
  readonly #offsetOf: OffsetOf;
  readonly #lines: number[];
  /** The line of the innermost statement that was entered. */
  #line = 1;

  constructor(body: string, offsetOf: OffsetOf) {
    this.#body = body;
    this.#offsetOf = offsetOf;
    this.#lines = [0, ...[...body.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  visit(tree: unknown, standing: Standing): void {
    if (Array.isArray(tree)) {
      let reached = standing.conditional;
      for (const each of tree) {
        this.visit(each, { ...standing, conditional: reached });
        // What follows a branch that leaves runs only if its condition did not hold.
        reached ||= mayLeave(each);
      }
    } else if (isObject(tree)) {
      for (const [key, value] of Object.entries(tree)) {
        const field = RUNS_SQL.get(key);
        this.#line = isObject(value) && typeof value['lineno'] === 'number' ? value['lineno'] : this.#line;
        if (field !== undefined) {
          this.#sql(value, field, standing);
        } else if (key === 'PLpgSQL_expr' && isObject(value) && typeof value['query'] === 'string') {
          const { query: sql } = value;
          // An assignment is no comparison.
          if (!ASSIGNMENTS.has(value['parseMode'])) {
            this.expressions.push({ sql, offsetOf: this.#offsetIn(sql, this.#line) });
          }
        } else if (key === 'PLpgSQL_stmt_block') {
          this.#block(value, standing);
        } else {
          this.#noteUnknown(key, tree, standing);
          const conditional = BRANCH.test(key) || (LOOP.test(key) && !runsAnyway(key, value));
          this.visit(value, { ...standing, conditional: standing.conditional || conditional });
        }
      }
    }
  }

  #block(block: unknown, standing: Standing): void {
    const { body, exceptions }: Record<string, unknown> = isObject(block) ? block : {};
    const handled =
      exceptions === undefined
        ? standing.handled
        : { handlers: handlersIn(exceptions), outer: standing.handled, catches: false };
    this.visit(body, { ...standing, handled });
    this.visit(exceptions, standing);
  }

  /** A statement whose errors are not known may raise what the handlers are for. */
  #noteUnknown(key: string, statement: unknown, { handled }: Standing): void {
    const isHarmless = HARMLESS.test(key) || (key === 'PLpgSQL_stmt_raise' && !isRaisedError(statement));
    if (handled !== undefined && key.startsWith('PLpgSQL_stmt_') && !isHarmless) {
      noteHandled([], handled);
    }
  }

  #sql(value: unknown, field: string, standing: Standing): void {
    const query = isObject(value) ? queryIn(value[field]) : undefined;
    if (query === undefined || !isObject(value)) {
      return;
    }
    const sql = field === 'query' ? literal(query) : query;
    if (sql === undefined) {
      this.opaque = true;
      noteHandled([], standing.handled);
      return;
    }
    this.statements.push({ sql, offsetOf: this.#offsetIn(sql, Number(value['lineno'] ?? 1)), ...standing });
  }

  #offsetIn(sql: string, line: number): OffsetOf {
    const from = this.#lines[line - 1] ?? 0;
    const within = placed(this.#body, sql, from) ?? (() => firstWord(this.#body, from));
    return (offset) => this.#offsetOf(within(offset));
  }
}

/** The index of one text into another. */
type OffsetOf = (offset: number) => number;

/** Where a text stands in another, as it is or with its quotes doubled; undefined where it is written in some other way. */
function placed(text: string, part: string, from: number): OffsetOf | undefined {
  const at = text.indexOf(part, from);
  if (at !== -1) {
    return (offset) => at + offset;
  }
  const quoted = text.indexOf(part.replaceAll("'", "''"), from);
  if (quoted === -1) {
    return undefined;
  }
  const quotes = [...part.matchAll(/'/g)].map(({ index }) => index);
  return (offset) => quoted + offset + quotes.findLastIndex((each) => each < offset) + 1;
}

function firstWord(text: string, from: number): number {
  const at = text.slice(from).search(/\S/);
  return at === -1 ? from : from + at;
}

/** EXIT and CONTINUE without a label leave no more than their loop. */
function mayLeave(tree: unknown): boolean {
  if (!isObject(tree)) {
    return false;
  }
  const isLoop = Object.keys(tree).some((key) => LOOP.test(key));
  const leaving = isLoop ? /"PLpgSQL_stmt_return"|"label"/ : /"PLpgSQL_stmt_(?:return|exit)"/;
  return leaving.test(JSON.stringify(tree));
}

/** Whether a loop runs at least once: over numbers, or the elements of an array, that stand there. */
function runsAnyway(key: string, loop: unknown): boolean {
  if (!isObject(loop)) {
    return false;
  }
  if (key === 'PLpgSQL_stmt_foreach_a') {
    return /^(?:ARRAY\s*\[\s*[^\s\]]|'\{[^{}]+\}')/i.test(queryIn(loop['expr'])?.trim() ?? '');
  }
  const [lower, upper] = [loop['lower'], loop['upper']].map((bound) => queryIn(bound)?.trim() ?? '');
  const areNumbers = key === 'PLpgSQL_stmt_fori' && /^-?\d+ -?\d+$/.test(`${lower} ${upper}`);
  const distance = Number(upper) - Number(lower);
  return areNumbers && (loop['reverse'] === undefined ? distance >= 0 : distance <= 0);
}

function queryIn(value: unknown): string | undefined {
  const inner = isObject(value) ? value['PLpgSQL_expr'] : undefined;
  const query = isObject(inner) ? inner['query'] : undefined;
  return typeof query === 'string' ? query : undefined;
}

/** The text of a plain string constant; undefined for anything that is computed. */
function literal(text: string): string | undefined {
  const dollar = /^\s*(\$\w*\$)([^]*)\1\s*$/.exec(text);
  if (dollar !== null) {
    return dollar[2];
  }
  const quoted = text.trim();
  const written = /^'[^]*'$/.test(quoted) ? quoted.slice(1, -1).replaceAll("''", '\0') : "'";
  return written.includes("'") ? undefined : written.replaceAll('\0', "'");
}
