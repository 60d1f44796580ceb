import { Client, type ClientConfig } from 'pg';

import { EnvironmentError, UsageError, codeOf, messageOf, withCleanup } from '../support/errors.ts';
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
 * @throws UsageError `BAD_URL`; EnvironmentError `CANNOT_CONNECT`; its cause, the driver's error, has a SQLSTATE or a
 *   system code
 */
export async function connect(target: ConnectionTarget, options: ConnectOptions = {}): Promise<Client> {
  const config: ClientConfig = typeof target === 'string' ? { connectionString: target } : { ...target };
  const client = newClient({
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

function newClient(config: ClientConfig): Client {
  if (holdsBareDelimiter(config.connectionString ?? '')) {
    throw badUrl('a special character in it is not escaped');
  }
  if (config.connectionString !== undefined && !isNamed(config.connectionString)) {
    throw badUrl('it does not begin with postgresql://');
  }
  try {
    return new Client(config);
  } catch (error) {
    // The driver reads the files of certificates that the URL names. Any other of its errors may hold the password.
    throw badUrl(
      codeOf(error)?.startsWith('E') === true && 'path' in Object(error) ? messageOf(error) : 'it is no URL',
    );
  }
}

/** Whether a string is of a form that the driver knows; it takes any other for a path on a host of its own invention. */
function isNamed(url: string): boolean {
  return /^(?:postgres(?:ql)?:\/\/|socket:|\/)/i.test(url);
}

/**
 * Whether a `#` or `?` of a password has ended the host early: `postgresql://u:1#x@h/db` is the host `u` to a reader of
 * URLs. No connection URL has a fragment.
 */
function holdsBareDelimiter(url: string): boolean {
  return /^\w+:\/\/(?:[^#]*#|[^@/?]*:[^@/?]*\?[^=]*@)/.test(url);
}

/** Without a cause: that of the driver may hold the URL. */
function badUrl(why: string): UsageError {
  return new UsageError(`the URL of the database cannot be used: ${why}`, {
    code: 'BAD_URL',
    hint: 'Write postgresql://user:password@host:5432/database, with special characters percent-encoded: # as %23, @ as %40, / as %2F, % as %25.',
  });
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
