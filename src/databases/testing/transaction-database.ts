import type { Client, Pool, QueryResult, QueryResultRow } from 'pg';

import { openIdleSession, type IdleSession } from '../../postgres/idle-session.ts';
import { UsageError } from '../../support/errors.ts';
import type { Cluster } from '../pool/cluster.ts';
import type { Copy } from '../pool/copies.ts';
import type { DatabasePool } from '../pool/database-pool.ts';
import { allowConnections } from '../database-statements.ts';
import { isObject } from '../../support/json.ts';
import type { DatabaseAccess } from './database-access.ts';
import { sqlTag } from './sql-tag.ts';
import { databaseClosed, foreignSnapshot, type TestDatabase, type TestSnapshot } from './test-database.ts';

/** A database and its only connection, on which the transactions of tests are begun and rolled back in turn. */
interface TransactionHost {
  copy: Copy;
  session: IdleSession;
}

/** The hosts that no test is using now. */
const idleHosts = new WeakMap<DatabasePool, TransactionHost[]>();

/** This savepoint exists as long as the transaction that set it. */
const START = 'elementaldb_beginning';

/** Begins a transaction on a database that the tests of this process use in turn; concurrent tests use different ones. */
export async function openTransaction(
  cluster: Cluster,
  pool: DatabasePool,
  access: DatabaseAccess,
): Promise<TestDatabase> {
  const idle = idleHosts.get(pool) ?? trackIdleHosts(cluster, pool);
  for (let host = idle.pop(); host !== undefined; host = idle.pop()) {
    try {
      await begin(host.session.client);
      return new TransactionDatabase(pool, host, idle, access.url(host.copy.name));
    } catch {
      pool.discard(host.copy); // Its connection was lost while nobody used it.
    }
  }
  const host = await openHost(cluster, pool, access);
  try {
    await begin(host.session.client);
  } catch (error) {
    pool.discard(host.copy);
    throw error;
  }
  return new TransactionDatabase(pool, host, idle, access.url(host.copy.name));
}

function trackIdleHosts(cluster: Cluster, pool: DatabasePool): TransactionHost[] {
  const idle: TransactionHost[] = [];
  idleHosts.set(pool, idle);
  const evict = (): boolean => {
    const host = idle.pop();
    if (host === undefined) {
      return false;
    }
    host.session.end().catch(() => undefined);
    pool.discard(host.copy);
    return true;
  };
  cluster.evictors.add(evict);
  pool.beforeClosing(async () => {
    cluster.evictors.delete(evict);
    for (const { copy, session } of idle.splice(0)) {
      await session.end();
      pool.discard(copy);
    }
  });
  return idle;
}

/** No other session may connect: only the tests' own connection could write to what they all start from. */
async function openHost(cluster: Cluster, pool: DatabasePool, access: DatabaseAccess): Promise<TransactionHost> {
  const copy = await pool.acquire();
  const session = await openIdleSession(access.connection(copy.name), {
    applicationName: 'elementaldb test',
    limits: 'none',
  });
  await cluster.withLeaseSession((client) => client.query(allowConnections(copy.name, false)));
  return { copy, session };
}

async function begin(client: Client): Promise<void> {
  await client.query(`BEGIN; SAVEPOINT ${START}`);
}

/** Rolls back. False when the test has ended the transaction that was begun for it. */
async function rollBack(client: Client): Promise<boolean> {
  try {
    await client.query(`ROLLBACK TO SAVEPOINT ${START}`);
    return true;
  } catch {
    return false;
  } finally {
    await client.query('ROLLBACK');
  }
}

class TransactionDatabase implements TestDatabase {
  readonly isolation = 'transaction';
  readonly name: string;
  readonly url: string;
  readonly sql = sqlTag((text, values) => this.query(text, values));
  readonly #source: DatabasePool;
  readonly #host: TransactionHost;
  /** The host is put here again at the end. */
  readonly #idle: TransactionHost[];
  readonly #savepoints = new Map<TestSnapshot, string>();
  #lent: Client | undefined;
  #open = true;
  /** Whether something was committed, so that no other test may use the database. */
  #committed = false;

  constructor(source: DatabasePool, host: TransactionHost, idle: TransactionHost[], url: string) {
    this.#source = source;
    this.#host = host;
    this.#idle = idle;
    this.name = host.copy.name;
    this.url = url;
  }

  get pool(): Pool {
    throw notInTransaction('pool');
  }

  client(): Promise<Client> {
    return this.#whileOpen((client) => {
      this.#lent ??= lendClient(client, {
        isOpen: () => this.#open,
        refused: () => Promise.reject(databaseClosed(this.name)),
      });
      return Promise.resolve(this.#lent);
    });
  }

  query<Row extends QueryResultRow = QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<QueryResult<Row>> {
    return this.#whileOpen((client) => client.query<Row>(text, [...values]));
  }

  reset(): Promise<void> {
    return this.#whileOpen(async (client) => {
      this.#savepoints.clear();
      const intact = await rollBack(client);
      await begin(client);
      if (!intact) {
        this.#committed = true;
        throw transactionEnded();
      }
    });
  }

  snapshot(): Promise<TestSnapshot> {
    return this.#whileOpen(async (client) => {
      const name = `elementaldb_${this.#savepoints.size + 1}`;
      await client.query(`SAVEPOINT ${name}`);
      const snapshot = { label: name };
      this.#savepoints.set(snapshot, name);
      return snapshot;
    });
  }

  restore(snapshot: TestSnapshot): Promise<void> {
    return this.#whileOpen(async (client) => {
      const name = this.#savepoints.get(snapshot);
      if (name === undefined) {
        throw foreignSnapshot();
      }
      await client.query(`ROLLBACK TO SAVEPOINT ${name}`);
    });
  }

  keep(): Promise<string> {
    return Promise.reject(notInTransaction('keep()'));
  }

  /** @throws UsageError `TRANSACTION_ENDED` when the test has ended the transaction itself */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#open) {
      return;
    }
    this.#open = false;
    const { session, copy } = this.#host;
    let reusable = false;
    try {
      const intact = await rollBack(session.client);
      if (!intact && !this.#committed) {
        throw transactionEnded();
      }
      if (intact && !this.#committed) {
        // Settings, locks and prepared statements belong to the session, not to the transaction.
        await session.client.query('DISCARD ALL');
        reusable = true;
      }
    } finally {
      if (reusable) {
        this.#idle.push(this.#host);
      } else {
        this.#source.discard(copy);
      }
    }
  }

  /** Queries sent before the end run before the ROLLBACK: a connection runs one after the other. */
  async #whileOpen<T>(work: (client: Client) => Promise<T>): Promise<T> {
    if (!this.#open) {
      throw databaseClosed(this.name);
    }
    return work(this.#host.session.client);
  }
}

let clientsLent = 0;

/** The methods by which a client sends something to the server. */
const SENDING: ReadonlySet<unknown> = new Set(['query', 'connect', 'end']);

/**
 * The client as a test sees it. The names of prepared statements differ from test to test: the driver remembers what it
 * has prepared, but DISCARD ALL drops it. After the test nothing is sent any more, since the next test has the same client.
 */
function lendClient(
  client: Client,
  { isOpen, refused }: { isOpen: () => boolean; refused: () => Promise<never> },
): Client {
  clientsLent += 1;
  const prefix = `${clientsLent} `;
  const lent: Client = new Proxy(client, {
    get: (target, property) => {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function') {
        return value;
      }
      return (...values: readonly unknown[]): unknown => {
        if (SENDING.has(property) && !isOpen()) {
          return refused();
        }
        const asked = property === 'query' ? [withOwnStatementName(values[0], prefix), ...values.slice(1)] : values;
        const result: unknown = Reflect.apply(value, target, asked);
        return result === target ? lent : result;
      };
    },
  });
  return lent;
}

/** Prefixes the name of a prepared statement. Query objects of the driver are not changed: a test may reuse them. */
function withOwnStatementName(query: unknown, prefix: string): unknown {
  return isObject(query) && typeof query['name'] === 'string' && query['name'] !== '' && !('submit' in query)
    ? { ...query, name: `${prefix}${query['name']}` }
    : query;
}

function transactionEnded(): UsageError {
  return new UsageError('the test has ended its transaction by COMMIT, ROLLBACK or END', {
    code: 'TRANSACTION_ENDED',
    hint: 'Use isolation: "database" for code that commits; inside a transaction use savepoints.',
  });
}

function notInTransaction(what: string): UsageError {
  return new UsageError(`${what} cannot be used with isolation: "transaction"`, {
    code: 'NOT_IN_TRANSACTION',
    hint: 'Other connections do not see what the transaction does: use query, sql or client(), or isolation: "database".',
  });
}
