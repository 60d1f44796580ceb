import { codeFrame } from '../../sql/code-frame.ts';
import { parseStatements, type SqlStatement } from '../../sql/parse-statements.ts';
import { runModeOf } from '../../sql/run-mode.ts';
import { indexOfCharacter, positionAt, type TextPosition } from '../../sql/text-position.ts';
import { ElementalError, messageOf } from '../../support/errors.ts';
import { missingSoftwareAdvice } from './missing-software.ts';
import { MigrationSqlError, serverFields } from './sql-error.ts';

export interface FailedScript {
  /** The file's name in messages. */
  file: string;
  sql: string;
  error: Error;
  /** The number of statements that finished before the error (`MigrationRun.completed`). */
  completed: number;
}

/** The state of the database after the failure, as sentences. */
export interface Aftermath {
  state?: string;
  hint?: string;
  /** The error's code; `MIGRATION_FAILED` by default. */
  code?: string;
}

/**
 * Adds file, line and statement to the server's error: from PostgreSQL's error position, or the line in a DO block, or the
 * number of finished statements.
 */
export async function explainSqlError(script: FailedScript, aftermath: Aftermath = {}): Promise<MigrationSqlError> {
  const { file, error } = script;
  const { sql } = runModeOf(script.sql);
  const statements = await parseStatements(sql).catch(() => undefined);
  const { position, code, ...server } = serverFields(error);
  const index = position === undefined ? undefined : indexOfCharacter(sql, position);
  const failing = failingStatement(script, statements, index);
  const place = placeOf(sql, index, failing, server.where);
  const own = error instanceof ElementalError ? error : undefined;
  const advice = own === undefined ? missingSoftwareAdvice(code, failing?.text) : undefined;
  const hint = [own?.hint, advice, aftermath.hint].filter((part) => part !== undefined).join(' ');

  return new MigrationSqlError(
    {
      file,
      line: place?.line,
      column: place?.column,
      frame: place && codeFrame(sql, place),
      statement: failing?.text,
      ...server,
      sqlstate: own === undefined ? code : undefined,
      serverMessage: messageOf(error),
      serverHint: own === undefined ? server.serverHint : undefined,
      state: aftermath.state,
    },
    { ...(hint === '' ? {} : { hint }), ...codeFor(own, aftermath), cause: error },
  );
}

function codeFor(own: ElementalError | undefined, { code }: Aftermath): { code?: string } {
  const chosen = own?.code ?? code;
  return chosen === undefined ? {} : { code: chosen };
}

function failingStatement(
  { error, completed }: FailedScript,
  statements: SqlStatement[] | undefined,
  index: number | undefined,
): SqlStatement | undefined {
  if (index !== undefined) {
    return statements?.find((statement) => index >= statement.start && index <= statement.end);
  }
  if (error instanceof ElementalError) {
    // Every statement ran, but a BEGIN has no COMMIT.
    return statements?.findLast(({ node }) => 'TransactionStmt' in node);
  }
  return statements?.[completed];
}

function placeOf(
  sql: string,
  index: number | undefined,
  failing: SqlStatement | undefined,
  where: string | undefined,
): TextPosition | undefined {
  if (index !== undefined) {
    return positionAt(sql, index);
  }
  if (failing === undefined) {
    return undefined;
  }
  const { line, column } = (where === undefined ? undefined : placeInDoBlock(sql, failing, where)) ?? failing;
  return { line, column };
}

/**
 * PL/pgSQL counts lines from the line with the opening quote of the body. Every DO block is named `inline_code_block`, in
 * all languages of the server's messages.
 */
function placeInDoBlock(sql: string, statement: SqlStatement, where: string): TextPosition | undefined {
  const bodyLine = /inline_code_block\D+(\d+)/.exec(where)?.[1];
  const quote = /'|\$[^$\s]*\$/.exec(statement.text);
  if (!('DoStmt' in statement.node) || bodyLine === undefined || quote === null) {
    return undefined;
  }
  const line = positionAt(sql, statement.start + quote.index).line + Number(bodyLine) - 1;
  const text = sql.split('\n')[line - 1];
  return text === undefined ? undefined : { line, column: text.length - text.trimStart().length + 1 };
}
