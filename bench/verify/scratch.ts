import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

import { abandonServers } from '../../src/servers/sweep.ts';
import { endChildren } from './children.ts';

/**
 * A folder for the files of this process. It is removed when the process ends, except by `kill -9`, and so
 * do its children and, interrupted, its servers with their databases.
 */
export function openScratch(): string {
  const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-bench-'));
  // Run by root, PostgreSQL has another account, which has to reach the cache in here.
  chmodSync(scratch, 0o755);
  process.on('exit', () => {
    endChildren();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      void abandonServers().finally(() => process.exit(128 + constants.signals[signal]));
    });
  }
  return scratch;
}
