import type { Client } from 'pg';

/** How to reach a server, as options and variables of `pg_dump` and the like. */
export interface DumpLogin {
  host: string;
  port: number;
  user: string;
  /** Everything else. A process list shows arguments to everybody, the environment to its owner alone. */
  environment: NodeJS.ProcessEnv;
}

/** The parameters of a URL that libpq knows under another name in the environment. */
const PASSED_ON = {
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  options: 'PGOPTIONS',
} as const;

/** The login of a connection that is open, so that it is what the driver has made of URL and environment. */
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
