import { Client, type ClientConfig } from 'pg';

import { withCleanup } from '../support/errors.ts';

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
 * @throws the driver's error, with `code` a SQLSTATE (`28P01`) or a system code (`ECONNREFUSED`)
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
    throw error;
  }
  return client;
}

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
