import type { Client } from 'pg';

/** How to reach a server, as options and variables of `pg_dump` and the like. */
export interface DumpLogin {
  host: string;
  port: number;
  user: string;
  /** Everything else: a process list shows arguments to all users, the environment only to its owner. */
  environment: NodeJS.ProcessEnv;
}

/** Parameters of a URL and their names in libpq's environment. */
const PASSED_ON = {
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  options: 'PGOPTIONS',
} as const;

/** The login of an open connection, which is what the driver made of URL and environment. */
export function dumpLogin({ host, port, user, password }: Client, url: string): DumpLogin {
  const { searchParams } = new URL(url);
  const passedOn = Object.entries(PASSED_ON).flatMap(([name, variable]) => {
    const value = searchParams.get(name);
    return value === null ? [] : [[variable, value]];
  });
  return {
    host,
    port,
    user: user ?? '',
    environment: {
      PGPASSWORD: typeof password === 'string' ? password : undefined,
      PGAPPNAME: 'elementaldb snapshot',
      LC_ALL: 'C',
      ...Object.fromEntries(passedOn),
    },
  };
}
