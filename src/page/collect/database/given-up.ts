import { SQLSTATE } from '../../../postgres/sqlstate.ts';
import { codeOf } from '../../../support/errors.ts';

/** Whether the server gave a statement up: it took too long, or another session holds a lock. */
export function isGivenUp(error: unknown): boolean {
  const code = codeOf(error);
  return code === SQLSTATE.queryCanceled || code === SQLSTATE.lockNotAvailable;
}
