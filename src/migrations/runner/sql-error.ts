import { isServerFailure } from '../../postgres/sqlstate.ts';
import { ElementalError } from '../../support/errors.ts';

/** The details of a failed file; `undefined` if the server did not send them. */
export interface MigrationSqlErrorFields {
  file: string;
  /** From 1, the column in characters. */
  line: number | undefined;
  column: number | undefined;
  /** Lines of the file around the error, with a caret. */
  frame: string | undefined;
  /** The failing statement. */
  statement: string | undefined;
  /** PostgreSQL's five-character code, or a code of the driver or of this package. */
  sqlstate: string | undefined;
  /** The server's message without additions. */
  serverMessage: string;
  detail: string | undefined;
  /** The server's hint; `hint` says how to continue with the database. */
  serverHint: string | undefined;
  /** The server's CONTEXT: the functions and statements around the error. */
  where: string | undefined;
  /** The failing statement inside a function. */
  internalQuery: string | undefined;
  schemaName: string | undefined;
  tableName: string | undefined;
  columnName: string | undefined;
  constraintName: string | undefined;
  /** The state of the database after the failure. */
  state: string | undefined;
}

/** SQL of a migration or of the client data that failed on the server. */
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
      kind: isServerFailure(fields.sqlstate) ? 'environment' : 'migration',
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

/** The error as plain text: message, frame, the server's details, the state of the database, the fix. */
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

type ServerDetail =
  | 'detail'
  | 'serverHint'
  | 'where'
  | 'internalQuery'
  | `${'schema' | 'table' | 'column' | 'constraint'}Name`;

/** The fields of a PostgreSQL error besides its message. */
export interface ServerFields extends Pick<MigrationSqlErrorFields, ServerDetail> {
  /** In characters of the query, from 1. */
  position: number | undefined;
  code: string | undefined;
}

/** The fields of pg's DatabaseError, from any thrown value, because another copy of pg has another class. */
export function serverFields(error: unknown): ServerFields {
  const fields = new Map<string, unknown>(typeof error === 'object' && error !== null ? Object.entries(error) : []);
  const text = (name: string): string | undefined => {
    const value = fields.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const position = text('position');
  return {
    position: position === undefined ? undefined : Number(position),
    code: text('code'),
    detail: text('detail'),
    serverHint: text('hint'),
    where: text('where'),
    internalQuery: text('internalQuery'),
    schemaName: text('schema'),
    tableName: text('table'),
    columnName: text('column'),
    constraintName: text('constraint'),
  };
}
