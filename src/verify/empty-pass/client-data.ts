import { applyClientData } from '../../migrations/client-data/apply-client-data.ts';
import { MigrationSqlError } from '../../migrations/runner/sql-error.ts';
import type { ConnectionTarget } from '../../postgres/connect.ts';
import { ElementalError } from '../../support/errors.ts';
import { errorLines } from '../report/describe-findings.ts';
import { finding, PASS, verdictOf, type Verdict } from '../report/verdict.ts';

const MEND = 'Correct the dump, or make it anew from a database at this version.';

/** Loads the client data as `start` does. Whatever is wrong with the file is a verdict. */
export async function tryClientData(target: ConnectionTarget, file: string): Promise<Verdict> {
  try {
    await applyClientData(target, file);
    return PASS;
  } catch (error) {
    if (!(error instanceof ElementalError) || !isFaultOfFile(error)) {
      throw error;
    }
    const details =
      error instanceof MigrationSqlError
        ? errorLines(error, error.line === undefined ? `${error.file}: ` : `${error.file}:${error.line}: `)
        : [error.message];
    return verdictOf([
      finding({
        code: 'client-data-fails',
        status: 'fail',
        what: 'it does not load',
        fix: error.hint ?? MEND,
        details,
        file,
        line: error instanceof MigrationSqlError ? error.line : undefined,
      }),
    ]);
  }
}

/** A damaged archive is noticed while it is read. */
function isFaultOfFile({ kind, code }: ElementalError): boolean {
  return kind === 'migration' || code === 'CLIENT_DATA_UNREADABLE';
}
