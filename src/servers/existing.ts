import type { Client } from 'pg';

import { connect } from '../postgres/connect.ts';
import { isConnectionUrl, portableUrl, urlWithoutTls, withDatabase } from '../postgres/connection-url.ts';
import { safeUrl } from '../postgres/safe-url.ts';
import { EnvironmentError, UsageError } from '../support/errors.ts';
import { contentHash } from '../support/hash.ts';
import { OLDEST_MAJOR } from './embedded/binaries.ts';
import type { ClaimedRecord, ServerRecord } from './registry.ts';
import { parseServerVersion, type PostgresServer } from './server.ts';

export interface ExistingServer extends PostgresServer {
  readonly kind: 'existing';
  /** While this connection is open, other processes keep what this process created on the server. */
  readonly lease: Client;
  /** A unique key of the record that this server was opened with. */
  readonly claim: string;
}

/**
 * Connects to a running server by its URL. Only databases that we create are changed.
 *
 * @throws UsageError `BAD_URL`; EnvironmentError `CANNOT_CONNECT`, `SERVER_TOO_OLD`, `MAY_NOT_CREATE_DATABASES`
 */
export async function useExisting(claimed: ClaimedRecord, given: string): Promise<ExistingServer> {
  const wanted = readUrl(given);
  const parts = new URL(wanted);
  claimed.update({ serverUrl: wanted });
  const first = await connectForLease(wanted);
  // Drivers that are given the URL do not try both.
  const url = first.ssl ? wanted : (urlWithoutTls(wanted) ?? wanted);
  try {
    const { rows } = await first.query<{ number: number; mayCreate: boolean; user: string; database: string }>(
      `SELECT current_setting('server_version_num')::int AS number,
              rolsuper OR rolcreatedb AS "mayCreate", rolname AS "user", current_database() AS database
         FROM pg_roles WHERE rolname = current_user`,
    );
    const [row] = rows;
    const version = parseServerVersion(row?.number ?? 0);
    if (version.major < OLDEST_MAJOR) {
      throw new EnvironmentError(`unsupported PostgreSQL ${version.text} at ${safeUrl(url)}`, {
        code: 'SERVER_TOO_OLD',
        hint: `Use PostgreSQL ${OLDEST_MAJOR} or newer.`,
      });
    }
    if (row?.mayCreate !== true) {
      throw new EnvironmentError(`the user ${row?.user ?? parts.username} cannot create databases on ${safeUrl(url)}`, {
        code: 'MAY_NOT_CREATE_DATABASES',
        hint: 'Run "ALTER ROLE … CREATEDB", or use another user in the URL.',
      });
    }
    const lease = await moveToLeaseDatabase(first, row.database, url);
    let stopping: Promise<void> | undefined;
    const urlOf = (name?: string): string => (name === undefined ? url : withDatabase(url, name));
    const server: ExistingServer = {
      kind: 'existing',
      version,
      lease,
      claim: claimOf(claimed.record),
      host: parts.searchParams.get('host') ?? decodeURIComponent(parts.hostname),
      port: Number(parts.searchParams.get('port') ?? (parts.port || 5432)),
      user: row.user,
      password: decodeURIComponent(parts.password),
      connectionString: urlOf,
      connection: urlOf,
      loss: () => lossOf(lease, url),
      // Only once, because the record may belong to another process later.
      stop: () => (stopping ??= lease.end().then(() => claimed.release())),
      [Symbol.asyncDispose]: () => server.stop(),
    };
    return server;
  } catch (error) {
    await first.end();
    throw error;
  }
}

/** Advisory locks belong to a database, so all processes take their leases in the same one, whatever their URLs say. */
const LEASE_DATABASE = 'postgres';

async function moveToLeaseDatabase(first: Client, database: string, url: string): Promise<Client> {
  if (database === LEASE_DATABASE) {
    return first;
  }
  try {
    const lease = await connectForLease(withDatabase(url, LEASE_DATABASE));
    await first.end();
    return lease;
  } catch {
    return first; // It was dropped, or this role cannot connect to it.
  }
}

async function connectForLease(url: string): Promise<Client> {
  const client = await connect(url, { applicationName: 'elementaldb lease' });
  // The connection is idle while its databases are used. Older servers do not have the setting.
  await client.query('SET idle_session_timeout = 0').catch(() => undefined);
  return client;
}

/** A connection that ends shows that the server has ended, was restarted, or cannot be reached. */
async function lossOf(lease: Client, url: string): Promise<Error> {
  await new Promise((resolve) => lease.once('end', resolve).once('error', resolve));
  return new EnvironmentError(`lost the connection to ${safeUrl(url)}`, {
    code: 'CONNECTION_LOST',
    hint: 'Check that the server runs, then start again.',
  });
}

function claimOf({ name, createdAt, owner }: Readonly<ServerRecord>): string {
  return contentHash([name, createdAt, String(owner.pid), owner.startedAt, owner.place]);
}

/** The URL in the form that the programs of others can use too, since they are given it with the name of a database. */
function readUrl(url: string): string {
  if (!isConnectionUrl(url) || !URL.canParse(url)) {
    throw new UsageError('invalid server URL', {
      code: 'BAD_URL',
      hint: 'Use postgresql://user:password@host:5432/database, with special characters in the password percent-encoded.',
    });
  }
  return portableUrl(url);
}
