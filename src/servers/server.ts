import type { ClientConfig } from 'pg';

import { withConnection, type ConnectionTarget } from '../postgres/connect.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';

export type ServerKind = 'embedded' | 'docker' | 'existing';

export interface ServerVersion {
  /** The value of `server_version_num`: 180004 is 18.4. */
  number: number;
  /** 18 */
  major: number;
  /** `18.4` */
  text: string;
}

/** A running PostgreSQL on which we can create databases. */
export interface PostgresServer extends AsyncDisposable {
  readonly kind: ServerKind;
  readonly version: ServerVersion;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** A URL for any client, with the password. Default: the maintenance database. */
  connectionString(database?: string): string;
  /** The fastest connection for this process: a unix socket if there is one. */
  connection(database?: string): ConnectionTarget;
  /** Resolves when the cache has the state that the server was prepared with, or cannot get it. */
  readonly cached?: Promise<void> | undefined;
  /** After an error: why the server is gone, if it is. */
  whyGone?(): Promise<Error | undefined>;
  /** Resolves with the reason when the server ends without `stop`. */
  loss(): Promise<Error>;
  /** Stops the server and removes its files; closes the connections to an existing server. Idempotent. */
  stop(): Promise<void>;
}

/** A state of the data directory: taken from the cache by `key`, or built on a running server and then cached. */
export interface Preparation {
  /** A hash of everything that `build` depends on, except the server. */
  key: string;
  /** Approximate number of bytes that `build` adds to the data directory. */
  bytes: number;
  build(server: PostgresServer): Promise<void>;
  /** Changes the copy of this start, before anybody else can use the server; it is not cached. */
  adapt?(server: PostgresServer): Promise<void>;
}

/** Runs `work` on a server. If it fails because the server is gone, the error says so. */
export async function withServerLossCheck<T>(server: PostgresServer, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const loss = await server.whyGone?.();
    if (loss === undefined) {
      throw error;
    }
    loss.cause ??= error;
    throw loss;
  }
}

/**
 * Builds a preparation. A session that is open meanwhile lets the superuser log in again: files may change CURRENT_USER,
 * for example its password, whatever its name is.
 */
export async function buildPreparation(server: PostgresServer, preparation: Preparation): Promise<void> {
  const { user, password } = server;
  await withConnection(server.connection(), async (client) => {
    await preparation.build(server);
    const { rows } = await client.query<{ login: boolean; expired: boolean }>(
      'SELECT rolcanlogin AS login, coalesce(rolvaliduntil < now(), false) AS expired FROM pg_roles WHERE rolname = $1',
      [user],
    );
    const { login = true, expired = false } = rows[0] ?? {};
    const more = `${login ? '' : ' LOGIN'}${expired ? " VALID UNTIL 'infinity'" : ''}`;
    await client.query(`ALTER ROLE ${quoteIdentifier(user)} PASSWORD ${quoteLiteral(password)}${more}`);
  });
}

/** Lets a preparation change this start's copy of what it has built. If that fails, the server is stopped. */
export async function adapt(server: PostgresServer, preparation: Preparation | undefined): Promise<void> {
  try {
    await withServerLossCheck(server, async () => preparation?.adapt?.(server));
  } catch (error) {
    await server.stop().catch(() => undefined); // The first error explains; the next command removes what is left.
    throw error;
  }
}

export interface Credentials {
  host: string;
  port: number;
  user: string;
  password: string;
}

/** A connection URL with every part escaped. */
export function connectionUrl({ host, port, user, password }: Credentials, database: string): string {
  const authority = host.includes(':') ? `[${host}]` : host;
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return `postgresql://${login}@${authority}:${port}/${encodeURIComponent(database)}`;
}

/** Converts `server_version_num` (`180004`) to the usual form (`18.4`). */
export function parseServerVersion(number: number): ServerVersion {
  const major = Math.floor(number / 10_000);
  return { number, major, text: `${major}.${number % 10_000}` };
}

/** The connection parts for a unix socket in `folder`. */
export function socketConnection(folder: string, port: number, user: string, database: string): ClientConfig {
  return { host: folder, port, user, database };
}
