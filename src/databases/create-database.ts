import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from 'pg';

import { withConnection } from '../postgres/connect.ts';
import { SQLSTATE } from '../postgres/sqlstate.ts';
import type { ExistingServer } from '../servers/existing.ts';
import type { PostgresServer } from '../servers/server.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { ElementalError, EnvironmentError, UsageError, codeOf, messageOf, withCleanup } from '../support/errors.ts';
import { forceDropDatabase } from './force-drop.ts';
import { releaseLease, tryLease } from './lease.ts';
import {
  readCluster,
  readOwnDatabases,
  readOid,
  unfinishedName,
  writeOwnership,
  type Ownership,
  type FoundDatabase,
} from './ownership.ts';

/** A database that this package has created and may drop. */
export interface OwnedDatabase extends AsyncDisposable {
  readonly name: string;
  /** Drops it, unless it has gone or another has its name by now. */
  drop(): Promise<void>;
  /**
   * On a server that is not ours, marks it anew: a migration may have put a comment of its own in place of the mark. A
   * detached one stays when this process ends.
   */
  recordDetached(detached: boolean): Promise<void>;
}

export interface CreateDatabaseOptions {
  /** A database to copy; nobody may be connected to it. An empty one unless told. */
  template?: string;
}

/** NAMEDATALEN - 1: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS */
const LONGEST_NAME = 63;

/**
 * Refuses what cannot be a database's name. PostgreSQL cuts longer ones off, so that what was made would be found under
 * another name.
 *
 * @throws UsageError `BAD_DATABASE_NAME`
 */
export function requireDatabaseName(name: string): void {
  if (name === '' || name.includes('\0') || Buffer.byteLength(name) > LONGEST_NAME) {
    throw new UsageError(`${JSON.stringify(name)} cannot be the name of a database`, {
      code: 'BAD_DATABASE_NAME',
      hint: `Use 1 to ${LONGEST_NAME} bytes, none of them NUL.`,
    });
  }
}

/** What this process has made on each server that is not ours. */
const madeHere = new WeakMap<PostgresServer, Map<string, OwnedDatabase>>();

/**
 * Creates a database. On a server that is not ours it is marked as ours, and a session-level lock says that its owner
 * lives: the lock goes with the connection, so that even after `kill -9` the next run knows that it may drop it.
 *
 * @throws UsageError `BAD_DATABASE_NAME`; EnvironmentError `DATABASE_EXISTS`: what is there already is never touched;
 *   `CANNOT_CREATE_DATABASE`
 */
export async function createDatabase(
  server: PostgresServer,
  name: string,
  options: CreateDatabaseOptions = {},
): Promise<OwnedDatabase> {
  requireDatabaseName(name);
  try {
    return isExisting(server) ? await createOwned(server, name, options) : await createPlain(server, name, options);
  } catch (error) {
    throw cannotCreate(name, error);
  }
}

/**
 * Drops a database and whoever is still connected to it; one that is gone already is no error. On a server that is not
 * ours only what this process has made through the same `server` goes.
 *
 * @throws EnvironmentError `DATABASE_IN_USE`, `CANNOT_DROP_DATABASE`
 */
export async function dropDatabase(server: PostgresServer, name: string): Promise<void> {
  await (isExisting(server)
    ? madeHere.get(server)?.get(name)?.drop()
    : withConnection(server.connection(), (client) => forceDropDatabase(client, name)));
}

/**
 * Drops databases on a server that is not ours whose owner has died: certainly ours, not detached, lease free. What
 * this role may not drop, or cannot now, is left for another run. Returns their names.
 */
export async function sweepDatabases(server: PostgresServer): Promise<string[]> {
  if (!isExisting(server)) {
    return []; // A server of ours goes as a whole.
  }
  const swept: string[] = [];
  for (const database of await readOwnDatabases(server.lease)) {
    const { name, ownership, mayDrop } = database;
    if (
      !mayDrop ||
      ownership?.detached === true ||
      ownership?.claim === server.claim ||
      !(await tryLease(server.lease, name))
    ) {
      continue;
    }
    try {
      if (ownership?.use === 'snapshot' && !(await isOwnerDead(server, ownership))) {
        continue;
      }
      await dropIfUnchanged(server, database);
      swept.push(name);
    } catch {
      // Leftovers must not keep anybody from working.
    } finally {
      await releaseLease(server.lease, name);
    }
  }
  return swept;
}

/** A snapshot has no session of its own: it lives as long as the database that it is of. */
async function isOwnerDead({ lease }: ExistingServer, { of = '' }: Ownership): Promise<boolean> {
  const free = await tryLease(lease, of);
  if (free) {
    await releaseLease(lease, of);
  }
  return free;
}

/** How long the sessions of processes that have just ended may take to give up their leases, in milliseconds. */
const TIMEOUT_MS = 1_000;

/**
 * Drops the databases that were made for the record which `server` was opened with, but those whose lease another
 * process holds, or has a share of: another run may have taken over a copy, or use a template. Returns their names.
 */
export async function dropClaimed(server: ExistingServer): Promise<string[]> {
  const dropped: string[] = [];
  const begun = Date.now();
  for (const database of (await readOwnDatabases(server.lease)).filter(
    ({ ownership }) => ownership?.claim === server.claim,
  )) {
    const { name } = database;
    let free = await tryLease(server.lease, name);
    while (!free && Date.now() - begun < TIMEOUT_MS) {
      await sleep(20);
      free = await tryLease(server.lease, name);
    }
    if (free) {
      await withCleanup(
        () => dropIfUnchanged(server, database),
        () => releaseLease(server.lease, name),
      );
      dropped.push(name);
    }
  }
  return dropped;
}

export function isExisting(server: PostgresServer): server is ExistingServer {
  return server.kind === 'existing';
}

async function createPlain(
  server: PostgresServer,
  name: string,
  options: CreateDatabaseOptions,
): Promise<OwnedDatabase> {
  await withConnection(server.connection(), (client) => create(client, name, options));
  const drop = (): Promise<void> => dropDatabase(server, name);
  return { name, drop, recordDetached: () => Promise.resolve(), [Symbol.asyncDispose]: drop };
}

async function create(client: Client, name: string, { template = 'template0' }: CreateDatabaseOptions): Promise<void> {
  // FILE_COPY beats the default by a third for databases of this size; template0 is always clean.
  await client.query(
    `CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE ${quoteIdentifier(template)} STRATEGY FILE_COPY`,
  );
}

/** Under the lease from before it is made, so that no sweeper ever sees it without its owner. */
async function createOwned(
  server: ExistingServer,
  name: string,
  options: CreateDatabaseOptions,
): Promise<OwnedDatabase> {
  if (!(await tryLease(server.lease, name))) {
    throw new EnvironmentError(`another process is using the database "${name}" on that server`, {
      code: 'DATABASE_EXISTS',
      hint: 'Choose another name with --database.',
    });
  }
  try {
    const ownership = await withConnection(server.connection(), async (client) => {
      if ((await readOid(client, name)) !== undefined) {
        throw exists(name);
      }
      return createUnderTemporaryName(server, client, name, options);
    });
    return own(server, ownership);
  } catch (error) {
    await releaseLease(server.lease, name);
    throw error;
  }
}

/** First under a name that only we give: whenever this process is killed, what it leaves is known as ours. */
async function createUnderTemporaryName(
  server: ExistingServer,
  client: Client,
  name: string,
  options: CreateDatabaseOptions,
): Promise<Ownership> {
  const { lease, claim } = server;
  const unfinished = unfinishedName();
  await tryLease(lease, unfinished);
  try {
    await create(client, unfinished, options);
    const oid = (await readOid(client, unfinished)) ?? '';
    const ownership: Ownership = {
      madeBy: 'elementaldb',
      oid,
      name,
      cluster: await readCluster(client),
      claim,
      detached: false,
    };
    await writeOwnership(client, ownership, unfinished);
    return ownership;
  } catch (error) {
    await forceDropDatabase(client, unfinished).catch(() => undefined); // The next run sweeps it.
    throw error;
  } finally {
    await releaseLease(lease, unfinished);
  }
}

function own(server: ExistingServer, made: Ownership): OwnedDatabase {
  const { name } = made;
  const onServer = madeHere.get(server) ?? new Map<string, OwnedDatabase>();
  let dropping: Promise<void> | undefined;
  const drop = async (): Promise<void> => {
    try {
      await dropIfUnchanged(server, { ...made, ownership: made });
    } catch (error) {
      dropping = undefined; // Whoever was in the way may have gone when it is asked for again.
      throw error;
    }
    if (onServer.get(name) === owned) {
      onServer.delete(name);
    }
    await releaseLease(server.lease, name);
  };
  const owned: OwnedDatabase = {
    name,
    // Once: by the second time this very session may hold the lease for another of that name.
    drop: () => (dropping ??= drop()),
    recordDetached: (detached) =>
      withConnection(server.connection(), async (client) => {
        if ((await readOid(client, name)) === made.oid && (await readCluster(client)) === made.cluster) {
          await writeOwnership(client, { ...made, detached });
        }
      }),
    [Symbol.asyncDispose]: () => owned.drop(),
  };
  madeHere.set(server, onServer.set(name, owned));
  return owned;
}

/** Drops one of ours if it is still there as it was seen: of the same OID, under the same name, for the same record. */
async function dropIfUnchanged(
  server: ExistingServer,
  { name, oid, ownership }: Pick<FoundDatabase, 'name' | 'oid' | 'ownership'>,
): Promise<void> {
  await withConnection(server.connection(), (client) =>
    forceDropDatabase(client, name, async (present) => {
      const now = (await readOwnDatabases(client)).find((each) => each.oid === present && each.name === name);
      return present === oid && now !== undefined && now.ownership?.claim === ownership?.claim;
    }),
  );
}

function exists(name: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError(`there is a database "${name}" on that server already`, {
    code: 'DATABASE_EXISTS',
    hint: 'It is left as it is. Choose another name with --database.',
    cause,
  });
}

function cannotCreate(name: string, error: unknown): Error {
  if (error instanceof ElementalError) {
    return error;
  }
  if (codeOf(error) === SQLSTATE.duplicateDatabase) {
    return exists(name, error);
  }
  return new EnvironmentError(`cannot create the database "${name}": ${messageOf(error)}`, {
    code: 'CANNOT_CREATE_DATABASE',
    hint: 'Fix that on the server, or use another.',
    cause: error,
  });
}
