import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { vi } from 'vitest';

export interface OwnCache extends Disposable {
  path: string;
}

/** An empty cache in place of the one that all tests share, until it goes out of scope. */
export function ownCache(): OwnCache {
  const path = mkdtempSync(join(tmpdir(), 'elementaldb-test-cache-'));
  // As root the server runs under another account, which has to get through to what is in here.
  chmodSync(path, 0o755);
  const shared = process.env['ELEMENTALDB_CACHE'];
  vi.stubEnv('ELEMENTALDB_CACHE', path);
  return {
    path,
    [Symbol.dispose]() {
      vi.stubEnv('ELEMENTALDB_CACHE', shared);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
