import type { Client } from 'pg';

import type { ConnectionTarget } from '../../postgres/connect.ts';
import { openIdleSession, type IdleSession } from '../../postgres/idle-session.ts';
import { joinUsers } from '../../servers/embedded/users.ts';
import { withCleanup } from '../../support/errors.ts';
import { tryShareLease, releaseLease, releaseSharedLease, tryLease } from '../lease.ts';
import { readCluster } from '../ownership.ts';
import type { TemplateContent } from './template-content.ts';
import { connectionTo, urlOf, type TestServerDescription } from '../testing/description.ts';

/** A template that is sealed, of which copies can be made. */
export interface Template extends TemplateContent {
  name: string;
  /** What it takes on disk. */
  bytes: number;
  /** Of copies, by the OIDs of what was written to: the statements that undo it, undefined where none do. */
  readonly resetStatements: Map<string, string[] | undefined>;
}

/** How this process works with a server: one session for what is quick, whose end frees all leases, one for the rest. */
export interface Cluster {
  readonly description: TestServerDescription;
  /** `server_version_num` */
  readonly version: number;
  /** The system identifier, for marks. */
  readonly identifier: string;
  /**
   * Names that this process holds a lease of: a session may take its own locks again, so they tell it nothing. Read and
   * changed only by whoever has the quick session, so that it always says what that session holds.
   */
  readonly leased: Set<string>;
  /** The templates that this process knows of or is making. */
  readonly templates: Map<string, Promise<Template>>;
  /** The role of this process: what another has made is not its own, nor are the objects in it. */
  readonly role: string;
  /** Gives up a database that this process keeps for later, when there is no room; false where there is none. */
  readonly evictors: Set<() => boolean>;
  /** The clauses of CREATE DATABASE that copy quickest here. */
  readonly strategy: string;
  connection(database: string): ConnectionTarget;
  url(database: string): string;
  /** Lends the session that holds the leases: queries that take a millisecond. */
  quick<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** Lends the session for CREATE and DROP DATABASE. */
  slow<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** Takes the lease of a name; false when it is leased, by this process too. */
  tryLease(name: string): Promise<boolean>;
  releaseLease(name: string): Promise<void>;
  /** Gives up the shares of all templates. */
  releaseTemplates(): Promise<void>;
  /** Has an embedded server stay for an hour after its last user. */
  stay(): void;
  end(): Promise<void>;
}

/** @throws the errors of `connect` */
export async function openCluster(description: TestServerDescription): Promise<Cluster> {
  const { socketFolder } = description;
  // Whoever uses the server keeps it, even when the process that started it has gone.
  const share = socketFolder === null ? undefined : joinUsers(socketFolder);
  const target = connectionTo(description);
  const leased = new Set<string>();
  const templates = new Map<string, Promise<Template>>();
  const { lease, maker } = await openSessions(target, (client) => holdAgain(client, leased, templates)).catch(
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
    quick: (work) => lease.use(work),
    slow: (work) => maker.use(work),
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
    stay: () => share?.stay(),
    end: async () => {
      await withCleanup(
        () => maker.end(),
        () => lease.end(),
      );
      share?.leave();
    },
  };
}

async function openSessions(
  target: ConnectionTarget,
  prepare: (client: Client) => Promise<void>,
): Promise<{ lease: IdleSession; maker: IdleSession }> {
  const lease = await openIdleSession(target, { applicationName: 'elementaldb lease', prepare });
  try {
    // From 18 on the kernel copies, and shares the blocks where the file system can:
    // https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-FILE-COPY-METHOD
    const maker = await openIdleSession(target, {
      applicationName: 'elementaldb maker',
      // An older server, or one whose file system cannot clone, goes on copying.
      prepare: (client) => client.query('SET file_copy_method = clone').catch(() => undefined),
    });
    return { lease, maker };
  } catch (error) {
    await lease.end();
    throw error;
  }
}

/**
 * Takes everything again that a lost session leased. What another process has meanwhile taken for left over is not ours any
 * more: whoever uses it finds it gone.
 */
async function holdAgain(client: Client, leased: Set<string>, templates: Map<string, unknown>): Promise<void> {
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
    // Copying files makes two checkpoints, which where they reach the disk are everybody's.
    strategy: rows[0]?.fsync === false ? 'STRATEGY FILE_COPY' : 'STRATEGY WAL_LOG',
  };
}
