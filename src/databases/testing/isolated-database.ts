import { Pool, type Client, type QueryResult, type QueryResultRow } from 'pg';

import { connect } from '../../postgres/connect.ts';
import { SessionClient } from '../../postgres/session-client.ts';
import { UsageError } from '../../support/errors.ts';
import type { Copy } from '../pool/copies.ts';
import type { DatabasePool } from '../pool/database-pool.ts';
import type { DatabaseAccess } from './database-access.ts';
import { openConnectionsWarning } from './open-connections-warning.ts';
import { sqlTag } from './sql-tag.ts';
import { databaseClosed, foreignSnapshot, type TestDatabase, type TestSnapshot } from './test-database.ts';

/** A copy of a template, and the connections opened through it. */
export class IsolatedDatabase implements TestDatabase {
  readonly isolation = 'database';
  readonly name: string;
  readonly url: string;
  readonly sql = sqlTag((text, values) => this.query(text, values));
  readonly #access: DatabaseAccess;
  readonly #source: DatabasePool;
  readonly #clients = new Set<Client>();
  readonly #snapshots = new Map<TestSnapshot, Copy>();
  #copy: Copy;
  #pool: Pool | undefined;
  #state: 'open' | 'kept' | 'closed' = 'open';

  readonly #warn: (message: string) => void;

  /** @param warn gets a warning about connections that are open when the database is closed */
  constructor(access: DatabaseAccess, source: DatabasePool, copy: Copy, warn: (message: string) => void) {
    this.#warn = warn;
    this.#access = access;
    this.#source = source;
    this.#copy = copy;
    this.name = copy.name;
    this.url = access.url(copy.name);
  }

  get pool(): Pool {
    this.#requireOpen();
    if (this.#pool === undefined) {
      const target = this.#access.connection(this.name);
      const pool = new Pool({
        ...(typeof target === 'string' ? { connectionString: target } : target),
        Client: SessionClient,
        application_name: 'elementaldb test',
        allowExitOnIdle: true,
        max: 5,
      });
      // reset() and the end of the test end connections: idle ones quietly, others by an error of their queries.
      pool.on('error', () => undefined);
      pool.on('connect', (client) => client.on('error', () => undefined));
      this.#pool = pool;
    }
    return this.#pool;
  }

  async client(): Promise<Client> {
    this.#requireOpen();
    const connecting = connect(this.#access.connection(this.name), {
      applicationName: 'elementaldb test',
      limits: 'none',
    });
    const client = await connecting.catch((error: unknown) => {
      this.#requireOpen(); // A closed database is not found by its name any more.
      throw error;
    });
    if (this.#state === 'closed') {
      await client.end();
    }
    this.#requireOpen();
    this.#clients.add(client);
    return client;
  }

  query<Row extends QueryResultRow = QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<QueryResult<Row>> {
    return this.pool.query<Row>(text, [...values]);
  }

  async reset(): Promise<void> {
    this.#requireNotKept();
    this.#disconnect();
    this.#copy = await this.#source.reset(this.#copy);
  }

  async snapshot(): Promise<TestSnapshot> {
    this.#requireNotKept();
    this.#disconnect();
    const snapshot = { label: `snapshot ${this.#snapshots.size + 1} of ${this.name}` };
    this.#snapshots.set(snapshot, await this.#source.snapshot(this.#copy));
    return snapshot;
  }

  async restore(snapshot: TestSnapshot): Promise<void> {
    this.#requireNotKept();
    const copy = this.#snapshots.get(snapshot);
    if (copy === undefined) {
      throw foreignSnapshot();
    }
    this.#disconnect();
    this.#copy = await this.#source.restore(this.#copy, copy);
  }

  async keep(): Promise<string> {
    this.#requireOpen();
    if (this.#state === 'open') {
      await this.#source.keep(this.#copy);
      this.#state = 'kept';
    }
    return this.url;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state === 'closed') {
      return;
    }
    const kept = this.#state === 'kept';
    this.#state = 'closed';
    this.#disconnect();
    for (const copy of this.#snapshots.values()) {
      this.#source.discard(copy);
    }
    if (!kept) {
      this.#source.release(this.#copy, (sessions) => this.#warn(openConnectionsWarning(this.name, sessions)));
    }
  }

  /** Does not wait: what replaces or drops this database terminates the remaining sessions. */
  #disconnect(): void {
    this.#pool?.end().catch(() => undefined);
    this.#pool = undefined;
    for (const client of this.#clients) {
      client.end().catch(() => undefined);
    }
    this.#clients.clear();
  }

  #requireNotKept(): void {
    this.#requireOpen();
    if (this.#state === 'kept') {
      throw new UsageError(`the test database ${this.name} is kept and cannot be changed`, {
        code: 'TEST_DATABASE_KEPT',
        hint: 'Call keep() last.',
      });
    }
  }

  #requireOpen(): void {
    if (this.#state === 'closed') {
      throw databaseClosed(this.name);
    }
  }
}
