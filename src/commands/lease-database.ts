import { closeTestDatabases } from '../databases/testing/pools.ts';
import { testDatabase } from '../databases/testing/open-test-database.ts';
import type { TestDatabase } from '../databases/testing/test-database.ts';
import { startTestServer, type TestServer } from '../databases/testing/test-server.ts';
import type { TestServerOptions } from '../databases/testing/options.ts';
import { libpqEnvironment } from '../postgres/connection-url.ts';
import { withCleanup } from '../support/errors.ts';

/** A test database for a program that is not ours. */
export interface Lease extends AsyncDisposable {
  /** It holds the password. */
  url: string;
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
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
  const server = await startTestServer(options);
  const release = (): Promise<void> => withCleanup(closeTestDatabases, () => server.stop());
  try {
    const { server: _there, ...others } = options;
    const database = await testDatabase({ ...others, on: server.description });
    return {
      ...describe(database, server),
      [Symbol.asyncDispose]: () => withCleanup(async () => database[Symbol.asyncDispose](), release),
    };
  } catch (error) {
    await release().catch(() => undefined); // The first error explains.
    throw error;
  }
}

function describe({ name, url }: TestDatabase, server: TestServer): Omit<Lease, keyof AsyncDisposable> {
  const { hostname, port, username, password } = new URL(url);
  const at = {
    // An IPv6 address stands in brackets in a URL only.
    host: hostname.replaceAll(/^\[|\]$/g, ''),
    port: Number(port === '' ? 5432 : port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
  return {
    ...at,
    url,
    database: name,
    environment: {
      DATABASE_URL: url,
      PGHOST: at.host,
      PGPORT: String(at.port),
      PGUSER: at.user,
      PGPASSWORD: at.password,
      PGDATABASE: name,
      ...NOT_SET,
      ...libpqEnvironment(url),
      ...server.environment,
    },
  };
}

/** Variables of the caller that would lead to another server, or to another session than the URL. */
export const NOT_SET = { PGSSLMODE: undefined, PGOPTIONS: undefined, PGHOSTADDR: undefined, PGSERVICE: undefined };
