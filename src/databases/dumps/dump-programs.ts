import type { ServerVersion } from '../../servers/server.ts';
import { EnvironmentError, messageOf } from '../../support/errors.ts';
import { isObject } from '../../support/json.ts';

/** `pg_dump` and `pg_restore`, wherever they run, with the login of a server. */
export interface DumpPrograms {
  version: ServerVersion;
  /** Writes a database to a file that is there, in the custom format. */
  dump(database: string, file: string): Promise<void>;
  /** Sees that a file can be read as far as its table of contents; changes nothing. */
  check(file: string): Promise<void>;
  /** Fills an empty database, up to the first error. */
  restore(database: string, file: string, options: RestoreOptions): Promise<void>;
}

export interface RestoreOptions {
  /** Whether everything gets the owner and the privileges that it had. */
  owners: boolean;
}

/** Of what a program says when it fails the first lines are the cause; after them there may be one for each table. */
const MAX_LINES = 8;

/** What a program that failed has said, without its command line. */
export function programFailed(program: string, error: unknown): EnvironmentError {
  const stderr = isObject(error) ? error['stderr'] : undefined;
  const said = typeof stderr === 'string' && stderr.trim() !== '' ? stderr : messageOf(error);
  const lines = said.trim().split('\n').slice(0, MAX_LINES).join('\n');
  return new EnvironmentError(lines.startsWith(program) ? lines : `${program}: ${lines}`, {
    code: 'PG_DUMP_FAILED',
    hint: HINTS[program] ?? 'Fix that and try again.',
    cause: error,
  });
}

const HINTS: Readonly<Record<string, string>> = {
  pg_dump: 'No file was written. Fix that and try again.',
  pg_restore:
    'The database is as it was. If the file is cut short or damaged, take another; roles that are not here are left out with --no-owner.',
};
