import { afterAll, beforeAll, describe } from 'vitest';

import type { PostgresServer } from '../../../src/servers/server.ts';
import { RELEASES } from '../../releases/releases.ts';
import { startRelease } from '../../releases/start-release.ts';
import { testCases } from './case-fixtures.ts';

/** cases.pg.test.ts and cases.long.test.ts run on the newest. */
const OLDER = RELEASES.slice(0, -1);

describe.each(OLDER)('PostgreSQL $major', (release) => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startRelease(release);
  });

  afterAll(() => server.stop());

  testCases(() => server, { populatedIfNeeded: true });
});
