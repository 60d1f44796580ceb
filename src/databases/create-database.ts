import type { Client } from 'pg';

import { withConnection } from '../postgres/connect.ts';
import { SQLSTATE } from '../postgres/sqlstate.ts';
import { withMaintenance } from '../servers/maintenance.ts';
import type { ExistingServer } from '../servers/existing.ts';
import type { PostgresServer } from '../servers/server.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { ElementalError, EnvironmentError, InvalidOptionError, codeOf, messageOf } from '../support/errors.ts';
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

/** A database that this package created and may drop. */
export interface OwnedDatabase extends AsyncDisposable {
  readonly name: string;
  /** Drops it, unless it is gone or its name belongs to another database by now. */
  drop(): Promise<void>;
  /**
   * On an existing server, writes the ownership comment again: a migration may have replaced it. A detached database stays
   * when this process ends.
   */
  recordDetached(detached: boolean): Promise<void>;
}

export interface CreateDatabaseOptions {
  /** A database to copy, without sessions in it. Default: an empty one. */
  template?: string;
}

/** NAMEDATALEN - 1: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS */
const LONGEST_NAME = 63;

/**
 * Refuses an invalid database name. PostgreSQL truncates longer ones, so the database would have another name.
 *
 * @throws InvalidOptionError
 */
export function requireDatabaseName(name: string): void {
  if (name === '' || name.includes('\0') || Buffer.byteLength(name) > LONGEST_NAME) {
    throw new InvalidOptionError('database', {
      message: `invalid database name: ${JSON.stringify(name)}`,
      hint: `Use 1 to ${LONGEST_NAME} bytes, none of them NUL.`,
    });
  }
}

/** The databases that this process created on each existing server. */
const createdHere = new WeakMap<PostgresServer, Map<string, OwnedDatabase>>();

/**
 * Creates a database. On an existing server it gets an ownership comment, and this process holds its lease, which ends
 * with the connection: so even after `kill -9` the next run knows that it may drop the database.
 *
 * @throws UsageError `BAD_DATABASE_NAME`; EnvironmentError `DATABASE_EXISTS` (the present one stays as it is),
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
 * Drops a database and terminates its sessions; a missing database is no error. On an existing server it drops only what
 * this process created through the same `server`.
 *
 * @throws EnvironmentError `DATABASE_IN_USE`, `CANNOT_DROP_DATABASE`
 */
export async function dropDatabase(server: PostgresServer, name: string): Promise<void> {
  await (isExisting(server)
    ? createdHere.get(server)?.get(name)?.drop()
    : withMaintenance(server, (client) => forceDropDatabase(client, name)));
}

export function isExisting(server: PostgresServer): server is ExistingServer {
  return server.kind === 'existing';
}

async function createPlain(
  server: PostgresServer,
  name: string,
  options: CreateDatabaseOptions,
): Promise<OwnedDatabase> {
  await withMaintenance(server, (client) => create(client, name, options));
  const drop = (): Promise<void> => dropDatabase(server, name);
  return { name, drop, recordDetached: () => Promise.resolve(), [Symbol.asyncDispose]: drop };
}

async function create(client: Client, name: string, { template = 'template0' }: CreateDatabaseOptions): Promise<void> {
  // FILE_COPY takes a third less time than the default for databases of this size; template0 is always clean.
  await client.query(
    `CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE ${quoteIdentifier(template)} STRATEGY FILE_COPY`,
  );
}

/** The lease is taken before the database exists, so that no other process ever sees it without an owner. */
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

/** First under a temporary name: whenever this process is killed, what it leaves is recognized as ours. */
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
  const onServer = createdHere.get(server) ?? new Map<string, OwnedDatabase>();
  let dropping: Promise<void> | undefined;
  const drop = async (): Promise<void> => {
    try {
      await dropIfUnchanged(server, { ...made, ownership: made });
    } catch (error) {
      dropping = undefined; // A second attempt may succeed.
      throw error;
    }
    if (onServer.get(name) === owned) {
      onServer.delete(name);
    }
    await releaseLease(server.lease, name);
  };
  const owned: OwnedDatabase = {
    name,
    // Only once: later this session may hold the lease for another database of that name.
    drop: () => (dropping ??= drop()),
    recordDetached: (detached) =>
      withConnection(server.connection(), async (client) => {
        if ((await readOid(client, name)) === made.oid && (await readCluster(client)) === made.cluster) {
          await writeOwnership(client, { ...made, detached });
        }
      }),
    [Symbol.asyncDispose]: () => owned.drop(),
  };
  createdHere.set(server, onServer.set(name, owned));
  return owned;
}

/** Drops a database of ours if its OID, name and record are still the same. */
export async function dropIfUnchanged(
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
  return new EnvironmentError(`the database "${name}" exists already on that server`, {
    code: 'DATABASE_EXISTS',
    hint: 'Choose another name with --database.',
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
    hint: 'Fix that on the server, or use another server.',
    cause: error,
  });
}
