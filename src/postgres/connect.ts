import type { Client, ClientConfig } from 'pg';

import { EnvironmentError, UsageError, codeOf, messageOf, withCleanup } from '../support/errors.ts';
import { isConnectionUrl, urlWithoutTls } from './connection-url.ts';
import { safeUrl } from './safe-url.ts';
import { SessionClient } from './session-client.ts';
import { limitSteps, stepLimits, type StepLimits } from './step-limit.ts';

/** A connection string, or its parts (`host` can be the folder of a unix socket). */
export type ConnectionTarget = string | ClientConfig;

export interface ConnectOptions {
  /** Shown in `pg_stat_activity`, for example to find the holder of a lock. */
  applicationName?: string;
  /** Milliseconds to wait for the server. Default: 10,000. */
  timeout?: number;
  /** Parameters of the session, except those that the URL names. */
  session?: Readonly<Record<string, string>>;
  /**
   * How long a statement may take that is not part of a script; `none` where users send their own, or a lock is waited for.
   * Default: `stepLimits()`.
   */
  limits?: StepLimits | 'none';
}

/**
 * Opens one connection. If the connection is lost later, the current query and the next ones reject; there is no uncaught
 * exception.
 *
 * @throws UsageError `BAD_URL`, InvalidOptionError; EnvironmentError `CANNOT_CONNECT`, whose cause is the driver's error with a SQLSTATE or a
 *   system code
 */
export async function connect(target: ConnectionTarget, options: ConnectOptions = {}): Promise<Client> {
  try {
    return await connectOnce(target, options);
  } catch (error) {
    // A server without TLS has no code in the driver.
    const isRefusal = !(error instanceof EnvironmentError) || codeOf(error.cause) !== undefined;
    const plain = isRefusal || typeof target !== 'string' ? undefined : urlWithoutTls(target);
    if (plain === undefined) {
      throw error;
    }
    return connectOnce(plain, options);
  }
}

async function connectOnce(target: ConnectionTarget, options: ConnectOptions): Promise<Client> {
  const config: ClientConfig = typeof target === 'string' ? { connectionString: target } : { ...target };
  const limits = options.limits ?? stepLimits();
  const client = newClient(
    {
      application_name: options.applicationName ?? 'elementaldb',
      connectionTimeoutMillis: options.timeout ?? 10_000,
      ...config,
    },
    options.session,
  );
  // Without a listener a lost connection would be an uncaught exception; the queries report it.
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
  if (limits !== 'none') {
    limitSteps(client, limits, () => connectBeside(client, client.database, { limits: 'none' }));
  }
  return client;
}

/** A connection with the same login as another one. */
export function connectBeside(
  { host, port, user, password, ssl }: Client,
  database = 'postgres',
  options: ConnectOptions = {},
): Promise<Client> {
  return connect(
    {
      host,
      port,
      ssl,
      ...(user === undefined ? {} : { user }),
      ...(typeof password === 'string' ? { password } : {}),
      database,
    },
    options,
  );
}

function newClient(config: ClientConfig, session: ConnectOptions['session']): Client {
  if (hasUnescapedDelimiter(config.connectionString ?? '')) {
    throw badUrl('a special character is not escaped');
  }
  if (config.connectionString !== undefined && !isNamed(config.connectionString)) {
    throw badUrl('it must begin with postgresql://');
  }
  try {
    return new SessionClient(config, session);
  } catch (error) {
    if (error instanceof UsageError) {
      throw error;
    }
    // The driver reads certificate files of the URL. Its other errors may contain the password.
    throw badUrl(
      codeOf(error)?.startsWith('E') === true && 'path' in Object(error) ? messageOf(error) : 'the syntax is invalid',
    );
  }
}

/** Whether the driver supports the form of the string; it misinterprets other strings as a path on an unknown host. */
function isNamed(url: string): boolean {
  return isConnectionUrl(url) || /^(?:socket:|\/)/i.test(url);
}

/**
 * Whether a `#` or `?` in a password ends the host part early: `postgresql://u:1#x@h/db` has the host `u`. A connection URL
 * never has a fragment.
 */
function hasUnescapedDelimiter(url: string): boolean {
  return /^\w+:\/\/(?:[^#]*#|[^@/?]*:[^@/?]*\?[^=]*@)/.test(url);
}

/** Without a cause, because the driver's error may contain the URL. */
function badUrl(why: string): UsageError {
  return new UsageError(`invalid database URL: ${why}`, {
    code: 'BAD_URL',
    hint: 'Use postgresql://user:password@host:5432/database, with special characters percent-encoded: # as %23, @ as %40, / as %2F, % as %25.',
  });
}

function describeTarget(target: ConnectionTarget, client: Client): string {
  const url = typeof target === 'string' ? target : target.connectionString;
  return url === undefined ? `${client.host}:${client.port}, database ${client.database ?? ''}` : safeUrl(url);
}

/** By SQLSTATE or system code. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const HINTS: Record<string, string> = {
  ECONNREFUSED: 'Start the server, or correct host and port.',
  ENOTFOUND: 'Correct the host name.',
  '28P01': 'Correct the user or the password.',
  '28000': 'Allow this user and address in pg_hba.conf.',
  '3D000': 'Create the database, or use an existing one.',
  '22023': 'Correct the value in the URL.',
  '42501': 'Remove the parameter from the URL, or use a role that may set it.',
  '42704': 'Remove the parameter from the URL: everything that is not about the connection is sent to the server.',
  '53300': 'Close some connections, or raise max_connections.',
};

/** Opens a connection for `work` and closes it afterwards, also after an error. */
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
