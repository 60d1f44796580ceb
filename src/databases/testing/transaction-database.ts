import type { Client, Pool, QueryResult, QueryResultRow } from 'pg';

import { openIdleSession, type IdleSession } from '../../postgres/idle-session.ts';
import { UsageError } from '../../support/errors.ts';
import type { Cluster } from '../pool/cluster.ts';
import type { Copy } from '../pool/copies.ts';
import type { DatabasePool } from '../pool/database-pool.ts';
import { allowConnections } from '../pool/swap.ts';
import { isObject } from '../../support/json.ts';
import { databaseClosed, foreignSnapshot } from './isolated-database.ts';
import { sqlTag } from './sql-tag.ts';
import type { TestDatabase, TestSnapshot } from './test-database.ts';

/** A database with one connection, on which one transaction after the other is begun and rolled back. */
interface Base {
  copy: Copy;
  session: IdleSession;
}

/** A base on which a transaction has been begun. */
interface Begun {
  base: Base;
  /** Where it goes back to. */
  bases: Base[];
}

/** Those that no test is using now. */
const idle = new WeakMap<DatabasePool, Base[]>();

/** Is there as long as the transaction in which it was made. */
const BEGINNING = 'elementaldb_beginning';

/** Begins a transaction on a database that tests of this process use in turn; of tests at the same time each has its own. */
export async function openTransaction(cluster: Cluster, pool: DatabasePool): Promise<TestDatabase> {
  const bases = idle.get(pool) ?? keepBases(cluster, pool);
  for (let base = bases.pop(); base !== undefined; base = bases.pop()) {
    try {
      await begin(base.session.client);
      return new TransactionDatabase(cluster, pool, { base, bases });
    } catch {
      pool.discard(base.copy); // Its connection was lost while nobody used it.
    }
  }
  const base = await openBase(cluster, pool);
  try {
    await begin(base.session.client);
  } catch (error) {
    pool.discard(base.copy);
    throw error;
  }
  return new TransactionDatabase(cluster, pool, { base, bases });
}

function keepBases(cluster: Cluster, pool: DatabasePool): Base[] {
  const bases: Base[] = [];
  idle.set(pool, bases);
  const evict = (): boolean => {
    const base = bases.pop();
    if (base === undefined) {
      return false;
    }
    base.session.end().catch(() => undefined);
    pool.discard(base.copy);
    return true;
  };
  cluster.evictors.add(evict);
  pool.beforeClosing(async () => {
    cluster.evictors.delete(evict);
    for (const { copy, session } of bases.splice(0)) {
      await session.end();
      pool.discard(copy);
    }
  });
  return bases;
}

/** Nobody else is let in: what one test after the other begins with is written to by their own connection or by none. */
async function openBase(cluster: Cluster, pool: DatabasePool): Promise<Base> {
  const copy = await pool.acquire();
  const session = await openIdleSession(cluster.connection(copy.name), { applicationName: 'elementaldb test' });
  await cluster.quick((client) => client.query(allowConnections(copy.name, false)));
  return { copy, session };
}

async function begin(client: Client): Promise<void> {
  await client.query(`BEGIN; SAVEPOINT ${BEGINNING}`);
}

/** Whether the transaction was still the one that was begun; afterwards there is none. */
async function rollBack(client: Client): Promise<boolean> {
  try {
    await client.query(`ROLLBACK TO SAVEPOINT ${BEGINNING}`);
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
  readonly #base: Base;
  readonly #bases: Base[];
  readonly #savepoints = new Map<TestSnapshot, string>();
  #lent: Client | undefined;
  #open = true;
  /** Whether something was committed, so that nobody else may have the database. */
  #spoiled = false;

  constructor(cluster: Cluster, source: DatabasePool, { base, bases }: Begun) {
    this.#source = source;
    this.#base = base;
    this.#bases = bases;
    this.name = base.copy.name;
    this.url = cluster.url(base.copy.name);
  }

  get pool(): Pool {
    throw notInTransaction('pool');
  }

  client(): Promise<Client> {
    return this.#whileOpen((client) => {
      this.#lent ??= lend(client, {
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
        this.#spoiled = true;
        throw ended();
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
    const { session, copy } = this.#base;
    let reusable = false;
    try {
      const intact = await rollBack(session.client);
      if (!intact && !this.#spoiled) {
        throw ended();
      }
      if (intact && !this.#spoiled) {
        // The session's settings, locks and prepared statements are no part of the transaction.
        await session.client.query('DISCARD ALL');
        reusable = true;
      }
    } finally {
      if (reusable) {
        this.#bases.push(this.#base);
      } else {
        this.#source.discard(copy);
      }
    }
  }

  /** What is asked for in time comes before the ROLLBACK, since a connection does one thing after the other. */
  async #whileOpen<T>(work: (client: Client) => Promise<T>): Promise<T> {
    if (!this.#open) {
      throw databaseClosed(this.name);
    }
    return work(this.#base.session.client);
  }
}

let lentBefore = 0;

/** What a client asks the server with. */
const ASKING: ReadonlySet<unknown> = new Set(['query', 'connect', 'end']);

/**
 * The client as a test has it. Prepared statements have names of that test alone: the driver remembers which it has prepared,
 * but they end with the transaction. Once the test has ended it asks the server nothing more, since the next has the same one.
 */
function lend(client: Client, { isOpen, refused }: { isOpen: () => boolean; refused: () => Promise<never> }): Client {
  lentBefore += 1;
  const prefix = `${lentBefore} `;
  const lent: Client = new Proxy(client, {
    get: (target, property) => {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function') {
        return value;
      }
      return (...values: readonly unknown[]): unknown => {
        if (ASKING.has(property) && !isOpen()) {
          return refused();
        }
        const asked = property === 'query' ? [nameApart(values[0], prefix), ...values.slice(1)] : values;
        const result: unknown = Reflect.apply(value, target, asked);
        return result === target ? lent : result;
      };
    },
  });
  return lent;
}

/** A query whose prepared statement, if it names one, has the prefix; a query object of the driver's is the test's to reuse. */
function nameApart(query: unknown, prefix: string): unknown {
  return isObject(query) && typeof query['name'] === 'string' && query['name'] !== '' && !('submit' in query)
    ? { ...query, name: `${prefix}${query['name']}` }
    : query;
}

function ended(): UsageError {
  return new UsageError('the transaction around the test was ended in it, by COMMIT, ROLLBACK or END', {
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
