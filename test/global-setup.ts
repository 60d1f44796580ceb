import type { TestProject } from 'vitest/node';

import { startServer } from '../src/servers/select.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A connection string of a server on which tests may create databases. */
    serverUrl: string;
  }
}

/**
 * One server for the run, started by the toolkit itself; `ELEMENTALDB_TEST_POSTGRES` names another major version,
 * `ELEMENTALDB_TEST_PG_BIN` a folder of binaries.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { ELEMENTALDB_TEST_POSTGRES: major, ELEMENTALDB_TEST_PG_BIN: pgBin } = process.env;
  const { server } = await startServer({
    ...(major === undefined ? {} : { major: Number(major) }),
    ...(pgBin === undefined ? {} : { pgBin }),
  });
  project.provide('serverUrl', server.connectionString());
  return () => server.stop();
}
