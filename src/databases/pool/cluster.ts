import type { Client } from 'pg';

import type { ConnectionTarget } from '../../postgres/connect.ts';
import { openIdleSession, type IdleSession } from '../../postgres/idle-session.ts';
import { joinUsers } from '../../servers/embedded/users.ts';
import { withCleanup } from '../../support/errors.ts';
import { makerName, tryShareLease, releaseLease, releaseSharedLease, tryLease } from '../lease.ts';
import { readCluster } from '../ownership.ts';
import type { RowVersions } from './row-versions.ts';
import type { TemplateContent } from './template-content.ts';
import { connectionTo, urlOf, type TestServerDescription } from '../testing/description.ts';

/** A finished template, which copies can be made of. */
export interface Template extends TemplateContent {
  name: string;
  /** Size on disk. */
  bytes: number;
  /** By the OIDs of the tables that a copy's test wrote to: the statements that undo it, undefined if none can. */
  readonly resetStatements: Map<string, string[] | undefined>;
  /** Of an unchanged copy, once a copy was reset while clients were connected to it. */
  rowVersions?: RowVersions | undefined;
}

/** This process's use of a server: one session for short queries, whose end frees all leases, and one for the rest. */
export interface Cluster {
  readonly description: TestServerDescription;
  /** `server_version_num` */
  readonly version: number;
  /** The system identifier, for ownership comments. */
  readonly identifier: string;
  /**
   * The names whose leases this process holds. A session can take its own lock twice, so the lock alone does not tell. The
   * set is read and changed only while the lease session is in use, so that both always agree.
   */
  readonly leased: Set<string>;
  /** The templates that this process uses or is making. */
  readonly templates: Map<string, Promise<Template>>;
  /** The role of this process. It owns its databases and what is in them; those of other roles are not used. */
  readonly role: string;
  /** Each drops a database that this process holds for later, when the limit is reached; false when it has none. */
  readonly evictors: Set<() => boolean>;
  /** The clause of CREATE DATABASE that copies fastest here. */
  readonly strategy: string;
  connection(database: string): ConnectionTarget;
  url(database: string): string;
  /** Lends the session that holds the leases, for queries of about a millisecond. */
  withLeaseSession<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** Lends the session for CREATE and DROP DATABASE. */
  withMakerSession<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** Takes the lease of a name; false when any process holds it, this one included. */
  tryLease(name: string): Promise<boolean>;
  releaseLease(name: string): Promise<void>;
  /** Releases the shares of all templates. */
  releaseTemplates(): Promise<void>;
  /** Lets an embedded server run for an hour after its last user. */
  keepAlive(): void;
  /** Lets an embedded server run until this process ends: clients of it are still connected. */
  stayUntilExit(): void;
  end(): Promise<void>;
}

/** The socket folders of servers that this process uses until its end. */
const staying = new Set<string>();

/** @throws the errors of `connect` */
export async function openCluster(description: TestServerDescription): Promise<Cluster> {
  const { socketFolder } = description;
  // The server runs while it has users, even when the process that started it has ended.
  const share = socketFolder === null ? undefined : joinUsers(socketFolder);
  let staysUntilExit = false;
  const leased = new Set<string>();
  const templates = new Map<string, Promise<Template>>();
  const { lease, maker } = await openSessions(description, (client) => restoreLeases(client, leased, templates)).catch(
    (error: unknown) => {
      share?.leave();
      throw error;
    },
  );
  const facts = await lease.use(readFacts);
  return {
    description,
    leased,
    templates,
    evictors: new Set(),
    ...facts,
    connection: (database) => connectionTo(description, database),
    url: (database) => urlOf(description, database),
    withLeaseSession: (work) => lease.use(work),
    withMakerSession: (work) => maker.use(work),
    tryLease: (name) =>
      lease.use(async (client) => {
        if (leased.has(name) || !(await tryLease(client, name))) {
          return false;
        }
        leased.add(name);
        return true;
      }),
    releaseLease: (name) =>
      lease.use(async (client) => {
        await releaseLease(client, name);
        leased.delete(name);
      }),
    releaseTemplates: () =>
      lease.use(async (client) => {
        for (const name of templates.keys()) {
          await releaseSharedLease(client, name);
        }
        templates.clear();
      }),
    keepAlive: () => share?.stay(),
    stayUntilExit: () => {
      staysUntilExit = true;
    },
    end: async () => {
      await withCleanup(
        () => maker.end(),
        () => lease.end(),
      );
      if (!staysUntilExit || socketFolder === null || staying.has(socketFolder)) {
        share?.leave();
      } else {
        staying.add(socketFolder);
      }
    },
  };
}

async function openSessions(
  description: TestServerDescription,
  prepare: (client: Client) => Promise<void>,
): Promise<{ lease: IdleSession; maker: IdleSession }> {
  const target = connectionTo(description);
  const lease = await openIdleSession(target, { applicationName: 'elementaldb lease', prepare });
  try {
    // From 18 on the kernel copies, and shares the blocks where the file system can:
    // https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-FILE-COPY-METHOD
    const maker = await openIdleSession(target, {
      applicationName: makerName(description.claim),
      // Older servers, and file systems that cannot clone, copy.
      prepare: (client) => client.query('SET file_copy_method = clone').catch(() => undefined),
    });
    return { lease, maker };
  } catch (error) {
    await lease.end();
    throw error;
  }
}

/**
 * Takes the leases of a lost session again. What another process has leased meanwhile, to reclaim it, is not ours any
 * more; the test that uses it finds it gone.
 */
async function restoreLeases(client: Client, leased: Set<string>, templates: Map<string, unknown>): Promise<void> {
  for (const name of leased) {
    if (!(await tryLease(client, name))) {
      leased.delete(name);
    }
  }
  for (const name of templates.keys()) {
    if (!leased.has(name)) {
      await tryShareLease(client, name);
    }
  }
}

async function readFacts(client: Client): Promise<Pick<Cluster, 'version' | 'role' | 'identifier' | 'strategy'>> {
  const { rows } = await client.query<{ version: number; role: string; fsync: boolean }>(
    `SELECT current_setting('server_version_num')::int AS version, current_user::text AS role,
            current_setting('fsync')::bool AS fsync`,
  );
  return {
    role: rows[0]?.role ?? '',
    version: rows[0]?.version ?? 0,
    identifier: await readCluster(client),
    // Copying files makes two checkpoints. With fsync they slow down all users of the server.
    strategy: rows[0]?.fsync === false ? 'STRATEGY FILE_COPY' : 'STRATEGY WAL_LOG',
  };
}
