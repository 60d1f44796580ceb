import { describe, expect, test } from 'vitest';

import { verify, codes, LARGE_OBJECT, HAS_LOGO, useServer } from './tried-effects.ts';

useServer();

describe('a large object', { concurrent: true }, () => {
  test('that the down leaves is found', async () => {
    expect(codes(await verify(`SELECT ${LARGE_OBJECT} WHERE NOT EXISTS (${HAS_LOGO})`, 'SELECT 1'))).toEqual([
      'down-differs',
    ]);
  });
});

describe('what is made beside tables is seen, or named as not covered', () => {
  test.each([
    [
      'a replication slot',
      "SELECT pg_create_logical_replication_slot('made', 'pgoutput') WHERE NOT EXISTS (SELECT FROM pg_replication_slots)",
      'SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = current_database()',
      { codes: [], uncovered: ['replication slots'] },
    ],
    [
      'a setting of the server',
      "ALTER SYSTEM SET work_mem = '5MB'",
      'ALTER SYSTEM RESET work_mem',
      { codes: [], uncovered: ['settings of the server (ALTER SYSTEM)'] },
    ],
    [
      'a setting of the database',
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''5MB''', current_database()); END $$`,
      'SELECT 1',
      { codes: ['down-differs'], uncovered: [] },
    ],
    [
      'a role',
      `DO $$ BEGIN CREATE ROLE made_here; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
      'SELECT 1',
      { codes: ['down-differs'], uncovered: [] },
    ],
    [
      'a setting of a role',
      `DO $$ BEGIN EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE %I SET work_mem = ''5MB''', current_database()); END $$`,
      'SELECT 1',
      { codes: ['down-differs'], uncovered: [] },
    ],
    [
      'a subscription',
      `DO $$ BEGIN
         CREATE SUBSCRIPTION made CONNECTION 'host=localhost dbname=x' PUBLICATION p
           WITH (connect = false, slot_name = NONE, enabled = false);
       EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
      'SELECT 1',
      { codes: ['down-differs'], uncovered: [] },
    ],
  ])('%s', async (_, up, down, expected) => {
    const report = await verify(up, down);
    expect({ codes: codes(report), uncovered: report.uncovered }).toEqual(expected);
  });
});
