import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { DumpLogin } from './dump-login.ts';
import { programFailed, type DumpPrograms } from './dump-programs.ts';
import type { PgPrograms } from './pg-programs.ts';

/** Number of tables and indexes that are restored in parallel. */
const JOBS = Math.min(4, availableParallelism());

/** Programs of this machine. */
export function localPrograms({ folder, version }: PgPrograms, login: DumpLogin): DumpPrograms {
  const run = async (program: 'pg_dump' | 'pg_restore', args: readonly string[]): Promise<void> => {
    const env = { ...process.env, ...login.environment };
    try {
      await promisify(execFile)(join(folder, program), args, { env, maxBuffer: MAX_OUTPUT });
    } catch (error) {
      throw programFailed(program, error);
    }
  };
  return {
    version,
    dump: (database, file) => run('pg_dump', [...loginArgs(login, database), '--format=custom', `--file=${file}`]),
    check: (file) => run('pg_restore', ['--list', file]),
    restore: (database, file, { owners }) =>
      run('pg_restore', [
        ...loginArgs(login, database),
        '--exit-on-error',
        `--jobs=${JOBS}`,
        ...(owners ? [] : ['--no-owner', '--no-privileges']),
        file,
      ]),
  };
}

/** For the table of contents and for messages. */
const MAX_OUTPUT = 2 ** 28;

/** The password is in the environment. The name of the database is quoted, because one with `=` is read as several options. */
function loginArgs({ host, port, user }: DumpLogin, database: string): string[] {
  const name = `dbname='${database.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
  return [`--host=${host}`, `--port=${port}`, `--username=${user}`, `--dbname=${name}`];
}
