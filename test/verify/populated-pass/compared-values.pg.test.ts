import { expect, test } from 'vitest';

import { verify, useServer } from './compared-run.ts';

useServer();

test('values that make the up fail are left out, and the rest is judged', async () => {
  const verdicts = await verify([
    ['CREATE TABLE IF NOT EXISTS store (id text PRIMARY KEY)', 'DROP TABLE IF EXISTS store'],
    [
      `UPDATE store SET id = 'current' WHERE id = (SELECT min(id) FROM store WHERE id <> 'current');
       DELETE FROM store WHERE id <> 'current'`,
      '-- Nobody knows the old ones.',
    ],
  ]);
  const second = verdicts.get(2n);
  expect(second?.verdicts.dataPreserved.findings).toMatchObject([{ code: 'up-destroys-rows', status: 'warn' }]);
  expect(second?.verdicts.applies.findings).toContainEqual(
    expect.objectContaining({ code: 'up-fails', status: 'warn', populated: true }),
  );
  expect(second?.unpopulated).toEqual([
    {
      table: 'public.store',
      reason: expect.stringMatching(/^values that the files compare columns with make the up fail: duplicate key/),
    },
  ]);
});

test('an up that fails on any row with such a value fails', async () => {
  const verdicts = await verify([
    [
      'CREATE TABLE IF NOT EXISTS meter (id int PRIMARY KEY, kind text, site int NOT NULL)',
      'DROP TABLE IF EXISTS meter',
    ],
    ["UPDATE METER SET SITE = NULL WHERE KIND = 'virtual'", '-- Nobody knows the sites.'],
  ]);
  expect(verdicts.get(2n)?.verdicts.applies.findings).toContainEqual(
    expect.objectContaining({ code: 'up-fails', status: 'fail', populated: true }),
  );
});

test('each of many values is tried', async () => {
  const codes = Array.from({ length: 12 }, (_, i) => 10 * (i + 1));
  const verdicts = await verify([
    ['CREATE TABLE IF NOT EXISTS tariff (id int PRIMARY KEY, code int, uses int)', 'DROP TABLE IF EXISTS tariff'],
    [
      `UPDATE tariff SET uses = coalesce(uses, 0) + 1
        WHERE code = 120 AND code IN (${codes.join(', ')})`,
      '-- Nobody knows how often.',
    ],
  ]);
  expect(verdicts.get(2n)?.verdicts.idempotent.status).toBe('fail');
});
