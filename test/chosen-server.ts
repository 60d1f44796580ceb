import { afterAll, beforeAll } from 'vitest';

import { startServer } from '../src/servers/select.ts';
import type { PostgresServer } from '../src/servers/server.ts';

/**
 * Starts a server of the toolkit; `ELEMENTALDB_TEST_POSTGRES` names another major version, `ELEMENTALDB_TEST_PG_BIN` a
 * folder of binaries.
 */
export async function startChosenServer(): Promise<PostgresServer> {
  const { ELEMENTALDB_TEST_POSTGRES: major, ELEMENTALDB_TEST_PG_BIN: pgBin } = process.env;
  const { server } = await startServer({
    ...(major === undefined ? {} : { major: Number(major) }),
    ...(pgBin === undefined ? {} : { pgBin }),
  });
  return server;
}

/** Of the server that `useSeparateServer` starts. */
export let separateUrl: string;

/** A server that no other file uses: for tests that look at all databases of a server. */
export function useSeparateServer(): void {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startChosenServer();
    separateUrl = server.connectionString();
  });

  afterAll(() => server.stop());
}
