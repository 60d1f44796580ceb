import { MigrationSqlError, renderSqlError } from '../../migrations/runner/sql-error.ts';
import { hidePasswords } from '../../postgres/safe-url.ts';
import { explainDamagedData } from '../../servers/embedded/damaged-data.ts';
import { ElementalError, explainRefusal, messageOf } from '../../support/errors.ts';

/** An error as a client gets it. */
export interface AnsweredError {
  code: string;
  /** What failed, without passwords; for SQL of a migration with file, line, the place in it and the fix. */
  message: string;
  /** How to fix it, if the message does not say so. */
  hint?: string;
}

/** An error of ours has its own code; any other is a fault of this package. */
export function describeError(thrown: unknown): AnsweredError {
  const error = explainRefusal(explainDamagedData(thrown));
  if (error instanceof MigrationSqlError) {
    return { code: error.code, message: hidePasswords(renderSqlError(error)) };
  }
  if (error instanceof ElementalError) {
    const { code, message, hint } = error;
    return { code, message: hidePasswords(message), ...(hint === undefined ? {} : { hint: hidePasswords(hint) }) };
  }
  return {
    code: 'INTERNAL_ERROR',
    message: hidePasswords(messageOf(error)),
    hint: 'This is a fault of elementaldb: please report it.',
  };
}
