import { closeTestDatabases } from '../databases/testing/pools.ts';
import { openTestDatabase } from '../databases/testing/open-test-database.ts';
import type { TestDatabase } from '../databases/testing/test-database.ts';
import { openTestServer, type TestServer } from '../databases/testing/test-server.ts';
import type { TestServerOptions } from '../databases/testing/options.ts';
import { libpqEnvironment, NOT_SET } from '../postgres/connection-url.ts';
import { withCleanup } from '../support/errors.ts';

/** How a program that is not ours connects to a test database. */
export interface LeasedDatabase {
  /** It holds the password. */
  url: string;
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
}

/** A test database for a program that is not ours. */
export interface Lease extends LeasedDatabase, AsyncDisposable {
  /**
   * Variables by which programs find the database: `DATABASE_URL`, what libpq reads, and for test suites that want more
   * of them `ELEMENTALDB_TEST_SERVER`. Undefined are those that would lead elsewhere.
   */
  environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Hands out one database on a server that is started or joined for it. When it is disposed of the database goes, and the
 * server with it if nobody else uses it.
 *
 * @throws the errors of `startTestServer` and `testDatabase`
 */
export async function leaseDatabase(options: TestServerOptions): Promise<Lease> {
  const server = await openTestServer(options);
  const release = (): Promise<void> => withCleanup(closeTestDatabases, () => server.stop());
  try {
    const { server: _there, ...others } = options;
    const database = await openTestDatabase({ ...others, on: server.description });
    const leased = describeLeased(database);
    return {
      ...leased,
      environment: environmentOf(leased, server),
      [Symbol.asyncDispose]: () => withCleanup(async () => database[Symbol.asyncDispose](), release),
    };
  } catch (error) {
    await release().catch(() => undefined); // The first error explains.
    throw error;
  }
}

/** What `lease --json` and `lease --serve` print of a test database. */
export function describeLeased({ name, url }: Pick<TestDatabase, 'name' | 'url'>): LeasedDatabase {
  const { hostname, port, username, password } = new URL(url);
  return {
    url,
    // An IPv6 address stands in brackets in a URL only.
    host: hostname.replaceAll(/^\[|\]$/g, ''),
    port: Number(port === '' ? 5432 : port),
    database: name,
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
}

function environmentOf(leased: LeasedDatabase, server: TestServer): Lease['environment'] {
  return {
    DATABASE_URL: leased.url,
    PGHOST: leased.host,
    PGPORT: String(leased.port),
    PGUSER: leased.user,
    PGPASSWORD: leased.password,
    PGDATABASE: leased.database,
    ...NOT_SET,
    ...libpqEnvironment(leased.url),
    ...server.environment,
  };
}
