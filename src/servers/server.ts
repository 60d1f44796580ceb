import type { ClientConfig } from 'pg';

import type { ConnectionTarget } from '../postgres/connect.ts';

export type ServerKind = 'embedded' | 'docker' | 'existing';

/** What the kinds of server differ in, for code that would rather ask than know the kind. */
export interface ServerVersion {
  /** As `SHOW server_version_num` says: 180004 is 18.4. */
  number: number;
  /** 18 */
  major: number;
  /** `18.4` */
  text: string;
}

/** A running PostgreSQL on which we may create databases. */
export interface PostgresServer extends AsyncDisposable {
  readonly kind: ServerKind;
  readonly version: ServerVersion;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** A URL for any client, password included; the maintenance database unless told. */
  connectionString(database?: string): string;
  /** The quickest way in for this process: a unix socket where there is one. */
  connection(database?: string): ConnectionTarget;
  /** Why it is gone, if it is and can tell: asked when something on it has failed. */
  whyGone?(): Promise<Error | undefined>;
  /** Ends the server and removes what it used; for an existing server, closes what was opened on it. Idempotent. */
  stop(): Promise<void>;
}

/** Does `work` on a server; should it fail since the server has gone, the error says that. */
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

/** Splits `server_version_num` (`180004`) into what people say (`18.4`). */
export function parseServerVersion(number: number): ServerVersion {
  const major = Math.floor(number / 10_000);
  return { number, major, text: `${major}.${number % 10_000}` };
}

/** The connection parts for a unix socket in `folder`. */
export function socketConnection(folder: string, port: number, user: string, database: string): ClientConfig {
  return { host: folder, port, user, database };
}
