import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { stopAllServers, stopServer } from '../../src/commands/servers.ts';
import { claimRecord, readRecords, type ServerRecord } from '../../src/servers/registry.ts';
import { endServer } from '../../src/servers/sweep.ts';
import { ownIdentity } from '../../src/support/process-identity.ts';

let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
  vi.stubEnv('ELEMENTALDB_STATE', state);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(state, { recursive: true, force: true });
});

/** A record as another machine, which shares the home folder, may have written it. */
function recordElsewhere(name: string, change: Partial<ServerRecord> = {}): void {
  claimRecord(state, 'embedded', name).update({ owner: { ...ownIdentity(), place: 'elsewhere' }, ...change });
}

describe('a server that was started on another machine', () => {
  test.each([
    ['in front', { detached: false }],
    ['detached', { detached: true }],
  ])('%s is not stopped: its pid is another process here', async (_, change) => {
    const kill = vi.spyOn(process, 'kill');
    const runFolder = join(state, 'elementaldb-0123456789ab');
    mkdirSync(runFolder);
    recordElsewhere('far', { ...change, runFolder });
    await expect(stopServer('far')).rejects.toMatchObject({
      code: 'RUNS_ELSEWHERE',
      message: expect.stringContaining('elsewhere'),
    });
    expect(kill).not.toHaveBeenCalled();
    expect(readRecords(state)).toMatchObject([{ name: 'far' }]);
    expect(readFileSync(join(state, 'servers', 'far.json'), 'utf8')).toContain(runFolder);
  });

  test('is left by stop --all', async () => {
    recordElsewhere('far');
    const { stopped, left } = await stopAllServers();
    expect(stopped).toEqual([]);
    expect(left).toMatchObject([{ name: 'far' }]);
    expect(readRecords(state)).toMatchObject([{ name: 'far' }]);
  });
});

test('a folder that is not named as run folders are is never removed', async () => {
  const precious = join(state, 'precious');
  mkdirSync(precious);
  const claimed = claimRecord(state, 'embedded', 'damaged');
  claimed.update({ runFolder: precious });
  await endServer(state, claimed.record);
  expect(readRecords(state)).toEqual([]);
  mkdirSync(join(precious, 'still-there'));

  const run = join(state, 'elementaldb-0123456789ab');
  mkdirSync(run);
  const other = claimRecord(state, 'embedded', 'whole');
  other.update({ runFolder: run });
  await endServer(state, other.record);
  expect(() => readFileSync(run)).toThrow('ENOENT');
});
