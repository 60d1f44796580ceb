import type { Client } from 'pg';

import { libpqEnvironment } from '../../postgres/connection-url.ts';

/** How to reach a server, as options and variables of `pg_dump` and the like. */
export interface DumpLogin {
  host: string;
  port: number;
  user: string;
  /** Everything else: a process list shows arguments to all users, the environment only to its owner. */
  environment: NodeJS.ProcessEnv;
}

/** The login of an open connection, which is what the driver made of URL and environment. */
export function dumpLogin({ host, port, user, password }: Client, url: string): DumpLogin {
  return {
    host,
    port,
    user: user ?? '',
    environment: {
      PGPASSWORD: typeof password === 'string' ? password : undefined,
      PGAPPNAME: 'elementaldb snapshot',
      LC_ALL: 'C',
      ...libpqEnvironment(url),
    },
  };
}
