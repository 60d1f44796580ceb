import { afterAll, beforeAll } from 'vitest';

import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';

export let server: PostgresServer;

/** A server for the tests of the file. */
export function useServer(): void {
  beforeAll(async () => {
    ({ server } = await startServer());
  });

  afterAll(() => server.stop());
}
