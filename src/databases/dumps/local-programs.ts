import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import { FormatEnum, pgDump, pgRestore } from 'pg-dump-restore';

import type { DumpLogin } from './dump-login.ts';
import { programFailed, type DumpPrograms } from './dump-programs.ts';
import type { PgPrograms } from './pg-programs.ts';

/** How many tables and indexes are restored at a time. */
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

/** Every part escaped, for the package puts them in a URL as they are, and that among the arguments: without the password. */
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
 * Starts something with another environment. The package gives its programs that of this process, which is changed only
 * while `start` runs: it starts its program without waiting for anything before, so that no other code sees the change.
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
