import { isServersFault } from '../../postgres/sqlstate.ts';
import { ElementalError } from '../../support/errors.ts';

/** What a failed file says about itself; `undefined` where the server did not say. */
export interface MigrationSqlErrorFields {
  file: string;
  /** Both count from 1, the column in characters. */
  line: number | undefined;
  column: number | undefined;
  /** Lines of the file around the place, with a caret. */
  frame: string | undefined;
  /** The failing statement. */
  statement: string | undefined;
  /** PostgreSQL's five-character code, or the driver's or this package's code. */
  sqlstate: string | undefined;
  /** The server's message alone. */
  serverMessage: string;
  detail: string | undefined;
  /** The server's own hint; `hint` is how to go on with the database. */
  serverHint: string | undefined;
  /** The server's CONTEXT: functions and statements it was inside of. */
  where: string | undefined;
  /** A statement that a function ran, when that one failed. */
  internalQuery: string | undefined;
  schemaName: string | undefined;
  tableName: string | undefined;
  columnName: string | undefined;
  constraintName: string | undefined;
  /** What the database holds of the file now. */
  state: string | undefined;
}

/** SQL of a migration or of the client data that the server refused, or could not finish for want of disk or memory. */
export class MigrationSqlError extends ElementalError implements MigrationSqlErrorFields {
  readonly file: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly frame: string | undefined;
  readonly statement: string | undefined;
  readonly sqlstate: string | undefined;
  readonly serverMessage: string;
  readonly detail: string | undefined;
  readonly serverHint: string | undefined;
  readonly where: string | undefined;
  readonly internalQuery: string | undefined;
  readonly schemaName: string | undefined;
  readonly tableName: string | undefined;
  readonly columnName: string | undefined;
  readonly constraintName: string | undefined;
  readonly state: string | undefined;

  constructor(fields: MigrationSqlErrorFields, options: { hint?: string; cause: unknown; code?: string }) {
    const place = [fields.file, fields.line, fields.column].filter((part) => part !== undefined).join(':');
    const code = fields.sqlstate === undefined ? '' : ` (${fields.sqlstate})`;
    super(`${place}: ${fields.serverMessage}${code}`, {
      code: options.code ?? 'MIGRATION_FAILED',
      kind: isServersFault(fields.sqlstate) ? 'environment' : 'migration',
      ...(options.hint === undefined ? {} : { hint: options.hint }),
      cause: options.cause,
    });
    this.file = fields.file;
    this.line = fields.line;
    this.column = fields.column;
    this.frame = fields.frame;
    this.statement = fields.statement;
    this.sqlstate = fields.sqlstate;
    this.serverMessage = fields.serverMessage;
    this.detail = fields.detail;
    this.serverHint = fields.serverHint;
    this.where = fields.where;
    this.internalQuery = fields.internalQuery;
    this.schemaName = fields.schemaName;
    this.tableName = fields.tableName;
    this.columnName = fields.columnName;
    this.constraintName = fields.constraintName;
    this.state = fields.state;
  }
}

/** The error for a terminal, without colours: message, frame, what the server adds, state of the database, the fix. */
export function renderSqlError(error: MigrationSqlError): string {
  const parts = [error.message];
  if (error.frame !== undefined) {
    parts.push('', error.frame, '');
  }
  const labelled: [string, string | undefined][] = [
    ['detail', error.detail],
    ['server hint', error.serverHint],
    ['context', error.where],
    ['in', error.internalQuery],
    ['state', error.state],
    ['fix', error.hint],
  ];
  for (const [label, text] of labelled) {
    if (text !== undefined && text !== '') {
      parts.push(`${label}: ${text.replaceAll('\n', `\n${' '.repeat(label.length + 2)}`)}`);
    }
  }
  return parts.join('\n').trimEnd();
}
