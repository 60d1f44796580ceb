import { codeFrame } from '../../sql/code-frame.ts';
import { indexOfCharacter, positionAt } from '../../sql/text-position.ts';
import { emptySearchPathAdvice } from './empty-search-path.ts';
import { messageOf } from '../../support/errors.ts';
import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { MigrationSqlError, serverFields, type MigrationSqlErrorFields } from '../runner/sql-error.ts';

export interface DumpStatement {
  text: string;
  line: number;
}

/** A statement of `--inserts` can be megabytes long; its beginning identifies it. */
const SHOWN_CHARACTERS = 2000;

const HINTS: Record<string, string> = {
  [SQLSTATE.activeSqlTransaction]:
    'Move this statement into a separate migration; client data is loaded in one transaction.',
  [SQLSTATE.undefinedTable]: 'Create the dump from a database with the same migrations, with --data-only.',
  [SQLSTATE.foreignKeyViolation]:
    'Load as a superuser, who can load tables in any order, or make the constraints DEFERRABLE.',
};

const STATE = 'Nothing of the file was loaded.';

/** The file that is being loaded. */
export interface DumpSource {
  file: string;
  /** Whether a statement before has emptied the search path, as dumps of `pg_dump` do. */
  emptiedSearchPath: boolean;
}

/** Finds the failed statement of a batch by the error's position or by the number of finished statements. */
export function explainStatementError(
  source: DumpSource,
  batch: readonly DumpStatement[],
  outcome: { error: Error; completed: number },
): MigrationSqlError {
  const { error, completed } = outcome;
  const { position } = serverFields(error);
  if (position === undefined) {
    const failing = batch[completed];
    return build(source, error, failing, failing && { line: failing.line, column: 1 });
  }
  let index = indexOfCharacter(batch.map(({ text }) => text).join('\n;\n'), position);
  const failing = batch.find(({ text }) => {
    const inside = index <= text.length;
    index -= inside ? 0 : text.length + 3;
    return inside;
  });
  return build(source, error, failing, failing && positionAt(failing.text, index), failing?.line);
}

/** Finds the line of an error in the data of a COPY by the server's context `COPY t, line 3, ...`. */
export function explainCopyError(
  source: DumpSource,
  statement: DumpStatement,
  dataLine: number,
  error: unknown,
): MigrationSqlError {
  const { where } = serverFields(error);
  // The server translates "line" but not the rest.
  const row = where === undefined ? undefined : /^COPY .+?, [^\d,]+ (\d+)/m.exec(where)?.[1];
  if (row === undefined) {
    return build(source, error, statement, { line: statement.line, column: 1 });
  }
  return build(source, error, statement, undefined, undefined, dataLine + Number(row) - 1);
}

function build(
  { file, emptiedSearchPath }: DumpSource,
  error: unknown,
  statement: DumpStatement | undefined,
  place: { line: number; column: number } | undefined,
  firstLine = 1,
  line = place && place.line + firstLine - 1,
): MigrationSqlError {
  const { position: _, code, ...server } = serverFields(error);
  const text = statement?.text.slice(0, SHOWN_CHARACTERS);
  const frameLine = place === undefined ? undefined : { ...place, line: line ?? place.line };
  const fields: MigrationSqlErrorFields = {
    file,
    line,
    column: place?.column,
    frame: text !== undefined && frameLine !== undefined ? codeFrame(text, frameLine, 2, statement?.line) : undefined,
    statement: text,
    ...server,
    sqlstate: code,
    serverMessage: messageOf(error),
    state: STATE,
  };
  const hint = (emptiedSearchPath ? emptySearchPathAdvice(code, server.where) : undefined) ?? HINTS[code ?? ''];
  return new MigrationSqlError(fields, {
    code: 'CLIENT_DATA_FAILED',
    cause: error,
    ...(hint === undefined ? {} : { hint }),
  });
}
