import { afterAll, beforeAll, expect, test } from 'vitest';

import { readContent } from '../../../src/databases/content.ts';
import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { AXES, type MigrationVerdict } from '../../../src/verify/report/verdict.ts';
import { verifyOn, type VerifyOptions } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

let server: PostgresServer;

beforeAll(async () => {
  ({ server } = await startServer());
});

afterAll(() => server.stop());

/** The verdicts on pairs `1_step`, `2_step`, …, by version. */
async function verify(
  pairs: readonly (readonly [up: string, down: string])[],
  options: VerifyOptions = {},
): Promise<Map<bigint, MigrationVerdict>> {
  const files = pairs.flatMap(([up, down], index) => [
    [`${index + 1}_step.up.sql`, up],
    [`${index + 1}_step.down.sql`, down],
  ]);
  await using folder = await migrationsFolder(Object.fromEntries(files));
  const { migrations } = await verifyOn(server, await readContent({ migrations: folder.path }), options);
  return new Map(migrations.map((each) => [each.version, each]));
}

const statusesOf = (migration: MigrationVerdict | undefined): string[] =>
  AXES.map((axis) => `${axis} ${migration?.verdicts[axis].status}`);

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

test('an expression that is too deep to look into is judged without its values', async () => {
  const deep = Array.from({ length: 3_000 }, () => "'a'").join('||');
  const verdicts = await verify([
    ['CREATE TABLE IF NOT EXISTS note (id int PRIMARY KEY, body text)', 'DROP TABLE IF EXISTS note'],
    [`UPDATE note SET body = ${deep} WHERE body IS NULL`, '-- Nobody knows which.'],
  ]);
  expect(verdicts.get(2n)?.verdicts.idempotent.status).toBe('pass');
});

/** Each looks right unless the column that an earlier one adds holds values when it is tried. */
const CHAIN = [
  ['CREATE TABLE IF NOT EXISTS boat (id int PRIMARY KEY)', 'DROP TABLE IF EXISTS boat'],
  ['ALTER TABLE boat ADD COLUMN IF NOT EXISTS mast int', 'ALTER TABLE boat DROP COLUMN IF EXISTS mast'],
  ['UPDATE boat SET mast = mast + 1', 'UPDATE boat SET mast = mast - 1'],
  ['CREATE TABLE IF NOT EXISTS harbor (id int)', 'DROP TABLE IF EXISTS harbor'],
  ['UPDATE boat SET mast = 0 WHERE mast > 0', '-- Nobody knows how many they were.'],
  ['ALTER TABLE boat DROP COLUMN IF EXISTS mast', 'ALTER TABLE boat ADD COLUMN IF NOT EXISTS mast int'],
  [
    'ALTER TABLE boat ADD COLUMN IF NOT EXISTS oars int; UPDATE harbor SET id = id + 1',
    'UPDATE harbor SET id = id - 1; ALTER TABLE boat DROP COLUMN IF EXISTS oars',
  ],
  ['UPDATE boat SET oars = oars + 1', 'UPDATE boat SET oars = oars - 1'],
] as const;

test('verdicts do not depend on the migrations that were tried before', async () => {
  const whole = await verify(CHAIN);
  expect(statusesOf(whole.get(3n))).toContain('idempotent fail');
  expect(statusesOf(whole.get(5n))).toContain('dataPreserved warn');
  expect(statusesOf(whole.get(8n))).toContain('idempotent fail');
  for (const version of [3n, 6n, 8n]) {
    const alone = await verify(CHAIN, { only: [version] });
    expect(statusesOf(alone.get(version)), `only ${version}`).toEqual(statusesOf(whole.get(version)));
    for (const [later, verdict] of await verify(CHAIN, { from: version })) {
      expect(statusesOf(verdict), `${later} from ${version}`).toEqual(statusesOf(whole.get(later)));
    }
  }
});
