import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, vi } from 'vitest';

import { closeTestDatabases } from '../../../src/databases/testing/pools.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

let state: string;

export const applied: string[] = [];

export const onProgress = (step: string): void => {
  if (step.startsWith('Applying')) {
    applied.push(step);
  }
};

/** Nothing else has cached them. */
export function newFiles(more: Record<string, string> = {}): ReturnType<typeof migrationsFolder> {
  return migrationsFolder({ '1_a.up.sql': `CREATE TABLE a (id int); -- ${randomUUID()}`, ...more });
}

/** Servers and records that no other file sees. */
export function useOwnState(): void {
  beforeEach(() => {
    // Test servers of other files are not joined.
    state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
    vi.stubEnv('ELEMENTALDB_STATE', state);
    applied.length = 0;
  });

  afterEach(async () => {
    await closeTestDatabases();
    vi.unstubAllEnvs();
    rmSync(state, { recursive: true, force: true });
  });
}
