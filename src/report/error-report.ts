import { MigrationSqlError, renderSqlError } from '../migrations/runner/sql-error.ts';
import { hidePasswords } from '../postgres/safe-url.ts';
import { ElementalError, messageOf } from '../support/errors.ts';
import type { Style } from './style.ts';

/**
 * An error for a person: what failed, the place, the fix, without passwords of URLs. Stack traces only for faults of this
 * package.
 */
export function formatError(error: unknown, style: Style): string[] {
  return linesOf(error, style).map(hidePasswords);
}

function linesOf(error: unknown, style: Style): string[] {
  const head = style.red('error:');
  if (error instanceof MigrationSqlError) {
    return [`${head} ${renderSqlError(error)}`];
  }
  if (error instanceof ElementalError) {
    return [`${head} ${error.message}`, ...(error.hint === undefined ? [] : [`${style.bold('fix:')} ${error.hint}`])];
  }
  const trace = error instanceof Error && error.stack !== undefined ? error.stack : messageOf(error);
  return [`${head} ${messageOf(error)}`, style.dim(trace), 'This is a fault of elementaldb: please report it.'];
}
