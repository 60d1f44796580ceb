import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, vi } from 'vitest';

import { closeTestDatabases } from '../../../src/databases/testing/pools.ts';
import { startTestServer, type TestServer } from '../../../src/databases/testing/test-server.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { readRecords } from '../../../src/servers/registry.ts';
import { endServer } from '../../../src/servers/sweep.ts';

/** A shared embedded server that only one test file uses, since it has a state folder of its own. */
export interface OwnServer {
  readonly server: TestServer;
  databases(): Promise<string[]>;
  /**
   * Has it run while the tests of a file do. Each file calls this itself: files that are not isolated evaluate the modules that
   * they share only once.
   */
  startForFile(): OwnServer;
}

export function ownServer(): OwnServer {
  let state: string;
  let server: TestServer;
  const own: OwnServer = {
    get server() {
      return server;
    },
    databases: () => ourDatabases(server.description.url),
    startForFile: () => {
      beforeAll(async () => {
        state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
        vi.stubEnv('ELEMENTALDB_STATE', state);
        server = await startTestServer({ template: 'empty' });
      });
      afterAll(async () => {
        await closeTestDatabases();
        await server.stop();
        // At once, and also if a test has had it stay for what it kept.
        await Promise.all(readRecords(state).map((record) => endServer(state, record)));
        vi.unstubAllEnvs();
        rmSync(state, { recursive: true, force: true });
      });
      return own;
    },
  };
  return own;
}

/** The databases of a server that are for tests, templates included. */
export function ourDatabases(url: string): Promise<string[]> {
  return withConnection(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      String.raw`SELECT datname AS name FROM pg_database WHERE datname LIKE 'elementaldb\_%' ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  });
}
