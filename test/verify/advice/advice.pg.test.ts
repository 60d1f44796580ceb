import { afterAll, beforeAll } from 'vitest';

import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { testAdvice } from './followed-advice.ts';

let server: PostgresServer;

beforeAll(async () => {
  ({ server } = await startServer());
});

afterAll(() => server.stop());

testAdvice('short', () => server);
