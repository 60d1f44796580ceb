import type { Client } from 'pg';

import { connect, withConnection } from '../../postgres/connect.ts';
import { parseGolangMigrateUrl } from '../../migrations/ledger/golang-migrate-url.ts';
import { OLDEST_MAJOR } from '../../servers/embedded/binaries.ts';
import { parseServerVersion, type ServerVersion } from '../../servers/server.ts';
import { EnvironmentError, UsageError, withCleanup } from '../../support/errors.ts';
import { verifiedOwnership, readCluster, type Ownership } from '../ownership.ts';
import { sweepUnfinished } from './sweep-unfinished.ts';

/** A database of which a snapshot is made or restored, and the sessions to do it with; neither is in that database. */
export interface SnapshotContext {
  readonly database: DatabaseFacts;
  readonly version: ServerVersion;
  /** The system identifier, for marks. */
  readonly cluster: string;
  /** The clause of CREATE DATABASE that copies quickest here. */
  readonly strategy: string;
  /** Makes, renames and marks databases; its advisory locks are the leases of their names. */
  readonly maker: Client;
  /** Disconnects whoever is in the way while `maker` waits for that. */
  readonly terminator: Client;
}

/** What is known of a database from outside. */
export interface DatabaseFacts {
  name: string;
  oid: string;
  /** That it is ours, if it is on a server that is not. */
  ownership: Ownership | undefined;
  /** Its comment, empty where it has none or a mark. */
  comment: string;
  /** How many sessions are in it. */
  sessions: number;
}

/** What belongs to PostgreSQL: programs expect them, and sessions of ours are in them. */
const SYSTEM_DATABASES = new Set(['postgres', 'template0', 'template1']);

/** The database in which to be while another is copied or renamed. */
const OUTSIDE = 'postgres';

/**
 * Looks at the database that a URL names, golang-migrate's own parameters aside, and lends the sessions for working on it.
 *
 * @throws UsageError `BAD_URL`, `MAINTENANCE_DATABASE`; EnvironmentError `CANNOT_CONNECT`, `SERVER_TOO_OLD`
 */
export async function withSnapshotContext<T>(url: string, work: (site: SnapshotContext) => Promise<T>): Promise<T> {
  const { url: target } = parseGolangMigrateUrl(url);
  if (!URL.canParse(target)) {
    throw new UsageError('the database is not named by a URL', {
      code: 'BAD_URL',
      hint: 'Write postgresql://user:password@host:5432/database.',
    });
  }
  const { name, number, fsync } = await withConnection(target, readServer);
  if (SYSTEM_DATABASES.has(name)) {
    throw new UsageError(`the database "${name}" belongs to PostgreSQL itself`, {
      code: 'MAINTENANCE_DATABASE',
      hint: 'Name the database of your migrations, at the end of the URL.',
    });
  }
  const version = parseServerVersion(number);
  if (version.major < OLDEST_MAJOR) {
    throw new EnvironmentError(`the server is PostgreSQL ${version.text}, which is too old`, {
      code: 'SERVER_TOO_OLD',
      hint: `Use PostgreSQL ${OLDEST_MAJOR} or newer.`,
    });
  }
  const outside = new URL(target);
  outside.pathname = `/${OUTSIDE}`;
  const open = (): Promise<Client> => connect(outside.href, { applicationName: 'elementaldb snapshot' });
  const maker = await open();
  return withCleanup(
    async () => {
      const terminator = await open();
      return withCleanup(
        async () => {
          await sweepUnfinished(maker);
          const cluster = await readCluster(maker);
          const database = await readFacts(maker, name, cluster);
          // Copying files makes two checkpoints, which where they reach the disk are everybody's.
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

async function readFacts(client: Client, name: string, cluster: string): Promise<DatabaseFacts> {
  const { rows } = await client.query<{ oid: string; comment: string | null; sessions: number }>(
    `SELECT oid::text, shobj_description(oid, 'pg_database') AS comment,
            (SELECT count(*)::int FROM pg_stat_activity a WHERE a.datid = d.oid AND a.usesysid IS NOT NULL) AS sessions
       FROM pg_database d WHERE datname = $1`,
    [name],
  );
  const { oid = '', comment = null, sessions = 0 } = rows[0] ?? {};
  const ownership = verifiedOwnership({ oid, name, cluster }, comment ?? '');
  return { name, oid, ownership, comment: ownership === undefined ? (comment ?? '') : '', sessions };
}
