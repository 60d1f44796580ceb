import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, vi } from 'vitest';

import type { EmbeddedOptions } from '../../../src/servers/embedded/options.ts';
import { startEmbedded, type EmbeddedServer } from '../../../src/servers/embedded/start.ts';
import { claimRecord } from '../../../src/servers/registry.ts';
import { identityOf } from '../../../src/support/process-identity.ts';

export let state: string;

export function start(options: EmbeddedOptions = {}): Promise<EmbeddedServer> {
  return startEmbedded(claimRecord(state, 'embedded'), options);
}

export const isRunning = (pid: number): boolean => identityOf(pid) !== undefined;

/** Servers and records that no other file sees. */
export function useOwnState(): void {
  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
    vi.stubEnv('ELEMENTALDB_STATE', state);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(state, { recursive: true, force: true });
  });
}
