import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { claimRecord, isDead, nameForFolder, readRecords, removeRecord } from '../../src/servers/registry.ts';
import { sweepServers } from '../../src/servers/sweep.ts';
import { ownIdentity } from '../../src/support/process-identity.ts';

let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'elementaldb-test-registry-'));
});

afterEach(() => rmSync(state, { recursive: true, force: true }));

describe('a claimed record', () => {
  test('exists until it is released, readable only for its owner', () => {
    const claimed = claimRecord(state, 'embedded', 'one');
    claimed.update({ runFolder: '/nowhere/x' });
    expect(readRecords(state)).toMatchObject([{ name: 'one', kind: 'embedded', runFolder: '/nowhere/x' }]);
    expect(statSync(join(state, 'servers', 'one.json')).mode & 0o777).toBe(0o600);
    claimed.release();
    expect(readRecords(state)).toEqual([]);
  });

  test('reserves its name: a second claim is rejected', () => {
    claimRecord(state, 'embedded', 'one');
    expect(() => claimRecord(state, 'embedded', 'one')).toThrow('a server named "one" is already running');
  });

  test('needs a valid file name', () => {
    for (const name of ['', '../x', 'a/b', '.hidden', 'x'.repeat(64)]) {
      expect(() => claimRecord(state, 'embedded', name)).toThrow('invalid server name');
    }
  });
});

describe('a record', () => {
  test.each([
    ['of a pid that another process has now', { startedAt: 'earlier' }, true],
    ['of a living process', {}, false],
    ['of another machine', { place: 'elsewhere' }, false],
  ])('%s: is swept %s', async (_, change, swept) => {
    const claimed = claimRecord(state, 'embedded', 'one');
    claimed.update({ owner: { ...ownIdentity(), ...change } });
    expect(readRecords(state).map(isDead)).toEqual([swept]);
    expect(await sweepServers(state)).toEqual(swept ? ['one'] : []);
  });

  test('that is incomplete or in another format is ignored', () => {
    claimRecord(state, 'embedded', 'one');
    const file = join(state, 'servers', 'one.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.slice(0, 20));
    expect(readRecords(state)).toEqual([]);
    writeFileSync(file, text.replace('"format":1', '"format":99'));
    expect(readRecords(state)).toEqual([]);
  });
});

test('who ends an old server does not remove the record of a newer one of the same name', () => {
  const old = claimRecord(state, 'embedded', 'one');
  const { record } = old;
  removeRecord(state, record);
  old.release();
  const newer = { ...claimRecord(state, 'embedded', 'one').record, createdAt: '2999-01-01T00:00:00.000Z' };
  writeFileSync(join(state, 'servers', 'one.json'), JSON.stringify(newer));
  removeRecord(state, record);
  expect(readRecords(state)).toMatchObject([{ createdAt: newer.createdAt }]);
  removeRecord(state, newer);
  expect(readRecords(state)).toEqual([]);
});

test('nameForFolder returns a valid name for any folder', () => {
  expect(['/a/my project', '/a/.config', '/', '/a/é'].map(nameForFolder)).toEqual([
    'my-project',
    'config',
    'default',
    'é',
  ]);
});
