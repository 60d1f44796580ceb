import { applyClientData } from '../../migrations/client-data/apply-client-data.ts';
import { MigrationSqlError } from '../../migrations/runner/sql-error.ts';
import type { ConnectionTarget } from '../../postgres/connect.ts';
import { codeOf, ElementalError, explainRefusal } from '../../support/errors.ts';
import { errorLines } from '../report/describe-findings.ts';
import { finding, PASS, verdictOf, type Verdict } from '../report/verdict.ts';

/** Loads the client data as `start` does. A defect of the file, a damaged archive included, is a verdict. */
export async function checkClientData(target: ConnectionTarget, file: string): Promise<Verdict> {
  try {
    await applyClientData(target, file);
    return PASS;
  } catch (error) {
    const atFault =
      error instanceof ElementalError && (error.kind === 'migration' || error.code === 'CLIENT_DATA_UNREADABLE');
    if (!atFault) {
      throw error;
    }
    const sqlError = error instanceof MigrationSqlError ? error : undefined;
    const place = sqlError?.line === undefined ? '' : `:${sqlError.line}`;
    return verdictOf([
      finding({
        code: codeOf(explainRefusal(error.cause)) === 'CONNECTION_LOST' ? 'connection-lost' : 'client-data-fails',
        status: 'fail',
        what: 'the client data does not load',
        fix: error.hint ?? 'Correct the dump, or create it again from a database at this version.',
        details: sqlError === undefined ? [error.message] : errorLines(sqlError, `${sqlError.file}${place}: `),
        file,
        line: sqlError?.line,
      }),
    ]);
  }
}
