import { Client, type ClientConfig } from 'pg';

import { EnvironmentError, codeOf, messageOf, withCleanup } from '../support/errors.ts';
import { safeUrl } from './safe-url.ts';

/** A connection string, or the parts of one (a unix socket's folder may stand as `host`). */
export type ConnectionTarget = string | ClientConfig;

export interface ConnectOptions {
  /** Shown in `pg_stat_activity`, so that a person can see who holds a lock. */
  applicationName?: string;
  /** Milliseconds to wait for the server; 10 seconds unless told. */
  timeout?: number;
}

/**
 * Opens one connection. An error of the connection after that (the server went away) rejects the query under way and
 * the next ones; it never becomes an uncaught exception.
 *
 * @throws EnvironmentError `CANNOT_CONNECT`; its cause, the driver's error, has a SQLSTATE or a system code
 */
export async function connect(target: ConnectionTarget, options: ConnectOptions = {}): Promise<Client> {
  const config: ClientConfig = typeof target === 'string' ? { connectionString: target } : { ...target };
  const client = new Client({
    application_name: options.applicationName ?? 'elementaldb',
    connectionTimeoutMillis: options.timeout ?? 10_000,
    ...config,
  });
  // Without a listener Node turns a lost connection into an uncaught exception; the queries report it themselves.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw new EnvironmentError(`cannot connect to ${describeTarget(target, client)}: ${messageOf(error)}`, {
      code: 'CANNOT_CONNECT',
      hint: HINTS[codeOf(error) ?? ''] ?? 'Check host, port, user and database.',
      cause: error,
    });
  }
  return client;
}

function describeTarget(target: ConnectionTarget, client: Client): string {
  const url = typeof target === 'string' ? target : target.connectionString;
  return url === undefined ? `${client.host}:${client.port}, database ${client.database ?? ''}` : safeUrl(url);
}

/** By SQLSTATE or system code. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const HINTS: Record<string, string> = {
  ECONNREFUSED: 'Nothing listens there: start the server, or correct host and port.',
  ENOTFOUND: 'There is no host of that name.',
  '28P01': 'The password is wrong, or the user does not exist.',
  '28000': 'The server does not let this user in from here (pg_hba.conf).',
  '3D000': 'That database does not exist; name one that does.',
  '53300': 'The server has no connection left: close some, or raise max_connections.',
};

/** Opens a connection, lends it to `work`, closes it whatever happens. */
export async function withConnection<T>(
  target: ConnectionTarget,
  work: (client: Client) => Promise<T>,
  options: ConnectOptions = {},
): Promise<T> {
  const client = await connect(target, options);
  return withCleanup(
    () => work(client),
    () => client.end(),
  );
}
