import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import { FormatEnum, pgDump, pgRestore } from 'pg-dump-restore';

import type { DumpLogin } from './dump-login.ts';
import { programFailed, type DumpPrograms } from './dump-programs.ts';
import type { PgPrograms } from './pg-programs.ts';

/** Number of tables and indexes that are restored in parallel. */
const JOBS = Math.min(4, availableParallelism());

/** Programs of this machine. */
export function localPrograms({ folder, version }: PgPrograms, login: DumpLogin): DumpPrograms {
  const environment = { ...login.environment, PATH: [folder, process.env['PATH']].join(delimiter) };
  return {
    version,
    dump: async (database, file) => {
      const options = { filePath: file, format: FormatEnum.Custom };
      await withEnvironment(environment, () => pgDump(connection(login, database), options)).catch(failed('pg_dump'));
    },
    check: async (file) => {
      const env = { ...process.env, LC_ALL: 'C' };
      await promisify(execFile)(join(folder, 'pg_restore'), ['--list', file], { env, maxBuffer: 2 ** 28 }).catch(
        failed('pg_restore'),
      );
    },
    restore: async (database, file, { owners }) => {
      const options = { filePath: file, exitOnError: true, jobs: JOBS, noOwner: !owners, noPrivileges: !owners };
      await withEnvironment(environment, () => pgRestore(connection(login, database), options)).catch(
        failed('pg_restore'),
      );
    },
  };
}

function failed(program: string): (error: unknown) => never {
  return (error) => {
    throw programFailed(program, error);
  };
}

interface Connection {
  host: string;
  port: number;
  database: string;
  username: string;
  password: string;
}

/**
 * Escaped, because the package builds a URL of these parts, and without the password, because it passes the URL as an
 * argument.
 */
function connection({ host, port, user }: DumpLogin, database: string): Connection {
  return {
    host: host.includes(':') ? `[${host}]` : encodeURIComponent(host),
    port,
    database: encodeURIComponent(database),
    username: encodeURIComponent(user),
    password: '',
  };
}

/**
 * Starts a program with another environment. The package passes on the environment of this process. It is changed only
 * while `start` runs, which starts the program synchronously, so no other code sees the change.
 */
function withEnvironment<T>(environment: NodeJS.ProcessEnv, start: () => T): T {
  const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
  set(Object.entries(environment));
  try {
    return start();
  } finally {
    set(before);
  }
}

function set(values: readonly (readonly [string, string | undefined])[]): void {
  for (const [name, value] of values) {
    if (value === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = value;
    }
  }
}
