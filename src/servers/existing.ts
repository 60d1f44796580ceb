import type { Client } from 'pg';

import { connect } from '../postgres/connect.ts';
import { EnvironmentError, UsageError, codeOf, messageOf } from '../support/errors.ts';
import { OLDEST_MAJOR } from './embedded/binaries.ts';
import type { ClaimedRecord } from './registry.ts';
import { parseServerVersion, type PostgresServer } from './server.ts';

export interface ExistingServer extends PostgresServer {
  readonly kind: 'existing';
  /** The connection whose end tells everybody that what this process made here may go. */
  readonly lease: Client;
}

/**
 * Uses a server that somebody else runs, named by a URL. Nothing on it is touched but databases that we create.
 *
 * @throws UsageError `BAD_URL`; EnvironmentError `CANNOT_CONNECT`, `SERVER_TOO_OLD`, `MAY_NOT_CREATE_DATABASES`
 */
export async function useExisting(claimed: ClaimedRecord, url: string): Promise<ExistingServer> {
  const parts = parseUrl(url);
  const lease = await connectTo(url);
  try {
    const { rows } = await lease.query<{ number: number; mayCreate: boolean; user: string }>(
      `SELECT current_setting('server_version_num')::int AS number,
              rolsuper OR rolcreatedb AS "mayCreate", rolname AS "user"
         FROM pg_roles WHERE rolname = current_user`,
    );
    const [row] = rows;
    const version = parseServerVersion(row?.number ?? 0);
    if (version.major < OLDEST_MAJOR) {
      throw new EnvironmentError(`the server at ${safeUrl(url)} is PostgreSQL ${version.text}, which is too old`, {
        code: 'SERVER_TOO_OLD',
        hint: `Use PostgreSQL ${OLDEST_MAJOR} or newer.`,
      });
    }
    if (row?.mayCreate !== true) {
      throw new EnvironmentError(
        `the user ${row?.user ?? parts.username} may not create databases on ${safeUrl(url)}`,
        {
          code: 'MAY_NOT_CREATE_DATABASES',
          hint: 'Grant it with "ALTER ROLE … CREATEDB", or name another user in the URL.',
        },
      );
    }
    const server: ExistingServer = {
      kind: 'existing',
      version,
      lease,
      host: parts.searchParams.get('host') ?? decodeURIComponent(parts.hostname),
      port: Number(parts.searchParams.get('port') ?? (parts.port || 5432)),
      user: row.user,
      password: decodeURIComponent(parts.password),
      connectionString: (database) => withDatabase(url, database),
      connection: (database) => withDatabase(url, database),
      stop: async () => {
        await lease.end();
        claimed.release();
      },
      [Symbol.asyncDispose]: () => server.stop(),
    };
    return server;
  } catch (error) {
    await lease.end();
    throw error;
  }
}

/** The URL with another database; the same one when none is given. */
export function withDatabase(url: string, database: string | undefined): string {
  if (database === undefined) {
    return url;
  }
  const changed = parseUrl(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}

/** The URL as it may be shown: without its password, wherever that stands. */
export function safeUrl(url: string): string {
  try {
    const shown = new URL(url);
    if (shown.password !== '') {
      shown.password = '***';
    }
    if (shown.searchParams.has('password')) {
      shown.searchParams.set('password', '***');
    }
    return shown.href;
  } catch {
    return '(a URL that cannot be read)';
  }
}

function parseUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['postgres:', 'postgresql:'].includes(parsed.protocol)) {
    throw new UsageError('the server is not named by a PostgreSQL URL', {
      code: 'BAD_URL',
      hint: 'Write postgresql://user:password@host:5432/database, with special characters in the password as %40 and so on.',
    });
  }
  return parsed;
}

async function connectTo(url: string): Promise<Client> {
  try {
    return await connect(url, { applicationName: 'elementaldb lease' });
  } catch (error) {
    const code = codeOf(error);
    throw new EnvironmentError(`cannot connect to ${safeUrl(url)}: ${messageOf(error)}`, {
      code: 'CANNOT_CONNECT',
      hint: HINTS[code ?? ''] ?? 'Check host, port, user and database of the URL.',
      cause: error,
    });
  }
}

/** By SQLSTATE or system code. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const HINTS: Record<string, string> = {
  ECONNREFUSED: 'Nothing listens there: start the server, or correct host and port.',
  ENOTFOUND: 'There is no host of that name.',
  '28P01': 'The password is wrong, or the user does not exist.',
  '28000': 'The server does not let this user in from here (pg_hba.conf).',
  '3D000': 'That database does not exist; name one that does, e.g. postgres.',
};
