import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, vi } from 'vitest';

import { closeTestDatabases } from '../../../src/databases/testing/pools.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { ourDatabases } from './own-server.ts';
import { separateUrl, useSeparateServer } from '../../chosen-server.ts';

export const MIGRATIONS = fileURLToPath(new URL('../../../fixtures/verify/down-empty/good/', import.meta.url));

export let state: string;

export let precious: string;

export function run(statement: string): Promise<unknown> {
  return withConnection(separateUrl, (client) => client.query(statement));
}

export function ours(): Promise<string[]> {
  return ourDatabases(separateUrl);
}

export const server = (): { kind: 'existing'; url: string } => ({ kind: 'existing', url: separateUrl });

/** What the tests of the file have on a server that exists. */
export function useExisting(): void {
  useSeparateServer();

  beforeEach(async () => {
    state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
    vi.stubEnv('ELEMENTALDB_STATE', state);
    // By its name it could be ours, but nobody has marked it.
    precious = `elementaldb_test_precious_${Math.random().toString(36).slice(2)}`;
    await run(`CREATE DATABASE ${precious}`);
  });

  afterEach(async () => {
    await closeTestDatabases();
    expect(await ours()).toContain(precious);
    await run(`DROP DATABASE ${precious}`);
    vi.unstubAllEnvs();
    rmSync(state, { recursive: true, force: true });
  });
}
