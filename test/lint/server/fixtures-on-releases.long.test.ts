import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { PostgresServer } from '../../../src/servers/server.ts';
import { RELEASES } from '../../releases/releases.ts';
import { startRelease } from '../../releases/start-release.ts';
import { refusedFixtures } from './run-fixtures.ts';

/** Fixtures of which a server refuses an up, by its SQLSTATE, and why they are as they are. */
const REFUSED: Readonly<Record<string, readonly [code: string, reason: string]>> = {
  'assigned-twice/bad': ['42601', 'the fault that the rule is about'],
  'concurrently-refused/bad': ['0A000', 'the fault that the rule is about'],
  'enum-value-used-at-once/bad': ['55P04', 'the fault that the rule is about'],
  'not-in-transaction/bad': ['25001', 'the fault that the rule is about'],
  'not-readable/bad': ['42601', 'it begins with a byte order mark'],
  'refused-by-server/bad': ['42804', 'the fault that the rule is about'],
  'syntax-error/bad': ['42601', 'the fault that the rule is about'],
  'unguarded-alter/bad': ['55000', 'no foreign server answers: IMPORT FOREIGN SCHEMA is its last statement'],
};

describe.each(RELEASES)('PostgreSQL $major', (release) => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startRelease(release);
  });

  afterAll(() => server.stop());

  test('runs the ups of all fixtures but those that are meant to fail', async () => {
    const refused = [...(await refusedFixtures(server))].map(([name, error]) => [name, error.slice(0, 5)]);
    const expected = Object.entries(REFUSED).map(([name, [code]]) => [name, code]);
    expect(Object.fromEntries(refused)).toEqual(Object.fromEntries(expected));
  });
});
