import { setTimeout as sleep } from 'node:timers/promises';

import { EnvironmentError } from '../../support/errors.ts';
import type { Cluster } from './cluster.ts';
import type { Copy } from './copies.ts';
import { makeRoom, reclaim } from './reclaim.ts';

/** How long a test waits for a database when the limit is reached, and how often it looks. */
const TIMEOUT_MS = 30_000;
const POLL_MS = 20;

/** Tries to make a copy until the limit allows it. @throws EnvironmentError `TOO_MANY_TEST_DATABASES` */
export async function waitForRoom(
  cluster: Cluster,
  { of, limit }: { of: string; limit: number },
  attempt: () => Promise<Copy | undefined>,
): Promise<Copy> {
  for (const begun = Date.now(); ; await sleep(POLL_MS)) {
    const copy = await attempt();
    if (copy !== undefined) {
      return copy;
    }
    await reclaim(cluster);
    await makeRoom(cluster, of);
    if (Date.now() - begun > TIMEOUT_MS) {
      throw new EnvironmentError(
        `the limit of ${limit} test databases is reached, and none was closed within ${TIMEOUT_MS / 1000} s`,
        {
          code: 'TOO_MANY_TEST_DATABASES',
          hint: 'Close each one when its test ends (await using), or raise limit or maxBytes.',
        },
      );
    }
  }
}
