import type { Client } from 'pg';

import { connect, withConnection } from '../../postgres/connect.ts';
import { withDatabase } from '../../postgres/connection-url.ts';
import { OLDEST_MAJOR } from '../../servers/embedded/binaries.ts';
import { parseServerVersion, type ServerVersion } from '../../servers/server.ts';
import { EnvironmentError, UsageError, withCleanup } from '../../support/errors.ts';
import { verifiedOwnership, readCluster, type Ownership } from '../ownership.ts';
import { sweepUnfinished } from './sweep-unfinished.ts';

/** A database to save or restore, and two sessions for the work, which are not in that database. */
export interface SnapshotContext {
  readonly database: DatabaseFacts;
  readonly version: ServerVersion;
  /** The system identifier, for ownership comments. */
  readonly cluster: string;
  /** The clause of CREATE DATABASE that copies fastest on this server. */
  readonly strategy: string;
  /** Creates and renames databases; its advisory locks are the leases of their names. */
  readonly maker: Client;
  /** Ends other sessions while `maker` waits for that. */
  readonly terminator: Client;
}

/** What the system catalogs say about a database. */
export interface DatabaseFacts {
  name: string;
  oid: string;
  /** Its verified ownership comment, if this package created it on an existing server. */
  ownership: Ownership | undefined;
  /** Its comment; empty if it has none, or an ownership comment. */
  comment: string;
  /** Number of sessions in it. */
  sessions: number;
  /** The background workers of libraries in it, such as `pg_cron launcher`. */
  workers: readonly string[];
}

/** Databases of PostgreSQL itself: programs expect them, and our sessions use them. */
const SYSTEM_DATABASES = new Set(['postgres', 'template0', 'template1']);

/** The database to connect to while another is copied or renamed. */
const OUTSIDE = 'postgres';

/**
 * Reads the facts of the database at a URL, which may have golang-migrate's parameters, and runs `work` with two
 * sessions.
 *
 * @throws UsageError `BAD_URL`, `MAINTENANCE_DATABASE`; EnvironmentError `CANNOT_CONNECT`, `SERVER_TOO_OLD`
 */
export async function withSnapshotContext<T>(url: string, work: (site: SnapshotContext) => Promise<T>): Promise<T> {
  if (!URL.canParse(url)) {
    throw new UsageError('invalid database URL', {
      code: 'BAD_URL',
      hint: 'Write postgresql://user:password@host:5432/database.',
    });
  }
  const { name, number, fsync } = await withConnection(url, readServer);
  if (SYSTEM_DATABASES.has(name)) {
    throw new UsageError(`the database "${name}" belongs to PostgreSQL itself`, {
      code: 'MAINTENANCE_DATABASE',
      hint: 'Put the name of your database at the end of the URL.',
    });
  }
  const version = parseServerVersion(number);
  if (version.major < OLDEST_MAJOR) {
    throw new EnvironmentError(`unsupported PostgreSQL version: ${version.text}`, {
      code: 'SERVER_TOO_OLD',
      hint: `Use PostgreSQL ${OLDEST_MAJOR} or newer.`,
    });
  }
  const outside = withDatabase(url, OUTSIDE);
  const open = (): Promise<Client> => connect(outside, { applicationName: 'elementaldb snapshot' });
  const maker = await open();
  return withCleanup(
    async () => {
      const terminator = await open();
      return withCleanup(
        async () => {
          await sweepUnfinished(maker);
          const cluster = await readCluster(maker);
          const database = await readFacts(maker, name, cluster);
          // FILE_COPY makes two checkpoints, which with fsync slow down all databases of the server.
          const strategy = fsync ? 'STRATEGY WAL_LOG' : 'STRATEGY FILE_COPY';
          return work({ database, version, cluster, strategy, maker, terminator });
        },
        () => terminator.end(),
      );
    },
    () => maker.end(),
  );
}

async function readServer(client: Client): Promise<{ name: string; number: number; fsync: boolean }> {
  const { rows } = await client.query<{ name: string; number: number; fsync: boolean }>(
    `SELECT current_database()::text AS name, current_setting('server_version_num')::int AS number,
            current_setting('fsync')::bool AS fsync`,
  );
  return rows[0] ?? { name: '', number: 0, fsync: true };
}

/** Sessions of the server itself, by which no library works. https://www.postgresql.org/docs/current/monitoring-stats.html */
const OF_SERVER = String.raw`^(?:client backend|parallel worker|autovacuum .*|walsender|logical replication .*|slotsync worker)$`;

/** Some libraries, such as pg_partman_bgw 4.7, leave the name of their worker's type to chance. */
export function readableType(type: string): string {
  return /^[ -~]+$/.test(type) ? type : 'background worker';
}

async function readFacts(client: Client, name: string, cluster: string): Promise<DatabaseFacts> {
  const { rows } = await client.query<{ oid: string; comment: string | null; sessions: number; workers: string[] }>(
    `SELECT oid::text, shobj_description(oid, 'pg_database') AS comment,
            (SELECT count(*)::int FROM pg_stat_activity a WHERE a.datid = d.oid AND a.usesysid IS NOT NULL) AS sessions,
            ARRAY(SELECT DISTINCT a.backend_type FROM pg_stat_activity a
                   WHERE a.datid = d.oid AND a.backend_type !~ $2 ORDER BY 1) AS workers
       FROM pg_database d WHERE datname = $1`,
    [name, OF_SERVER],
  );
  const { oid = '', comment = null, sessions = 0, workers = [] } = rows[0] ?? {};
  const ownership = verifiedOwnership({ oid, name, cluster }, comment ?? '');
  return {
    name,
    oid,
    ownership,
    comment: ownership === undefined ? (comment ?? '') : '',
    sessions,
    workers: workers.map(readableType),
  };
}
