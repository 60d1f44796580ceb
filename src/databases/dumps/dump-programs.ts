import { emptySearchPathAdvice } from '../../migrations/client-data/empty-search-path.ts';
import { SQLSTATE } from '../../postgres/sqlstate.ts';
import type { ServerVersion } from '../../servers/server.ts';
import { EnvironmentError, messageOf } from '../../support/errors.ts';
import { isObject } from '../../support/json.ts';
import { internalOptionsAdvice } from './internal-options.ts';

/** `pg_dump` and `pg_restore`, wherever they run, with the login of a server. */
export interface DumpPrograms {
  version: ServerVersion;
  /** Writes a database to an existing file, in the custom format. */
  dump(database: string, file: string): Promise<void>;
  /** Checks that the table of contents of a file can be read; changes nothing. */
  check(file: string): Promise<void>;
  /** Fills an empty database; stops at the first error. */
  restore(database: string, file: string, options: RestoreOptions): Promise<void>;
}

export interface RestoreOptions {
  /** Whether owners and privileges are restored. */
  owners: boolean;
}

/** The first lines of a failed program's output name the cause; one for each table may follow. */
const MAX_LINES = 8;

/** The error of a failed program: its output without its command line. */
export function programFailed(program: string, error: unknown): EnvironmentError {
  const stderr = isObject(error) ? error['stderr'] : undefined;
  const said = typeof stderr === 'string' && stderr.trim() !== '' ? stderr : messageOf(error);
  const lines = said.trim().split('\n').slice(0, MAX_LINES).join('\n');
  return new EnvironmentError(lines.startsWith(program) ? lines : `${program}: ${lines}`, {
    code: 'PG_DUMP_FAILED',
    hint:
      internalOptionsAdvice(said) ??
      searchPathAdvice(said) ??
      cronAdvice(said) ??
      HINTS[program] ??
      'Correct the cause, and try again.',
    cause: error,
  });
}

/** The program does not print the SQLSTATE; the CONTEXT of a function that misses something tells it. */
function searchPathAdvice(said: string): string | undefined {
  const [, context] = /does not exist\b[^]*?^CONTEXT: +([^]*)/m.exec(said) ?? [];
  const advice = emptySearchPathAdvice(SQLSTATE.undefinedFunction, context);
  return advice === undefined ? undefined : `The database is unchanged. ${advice}`;
}

/** A file is restored into a new database, which replaces the present one at the end. */
function cronAdvice(said: string): string | undefined {
  return /^Command was: CREATE EXTENSION (?:IF NOT EXISTS )?pg_cron\b/m.test(said)
    ? 'The database is unchanged. pg_cron accepts only the database that cron.database_name names, and a file is restored ' +
        'under another name first. Use a named snapshot, which is a copy: snapshot save NAME, snapshot restore NAME.'
    : undefined;
}

const HINTS: Readonly<Record<string, string>> = {
  pg_dump: 'No file was written. Correct the cause, and try again.',
  pg_restore:
    'The database is unchanged. If the file is damaged, use another. If roles are missing on this server, use --no-owner.',
};
