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
  expect(second?.unpopulated).toEqual([
    {
      table: 'public.store',
      reason: expect.stringMatching(/^rows with values that the files compare make the up fail: duplicate key/),
    },
  ]);
});

/** Each looks right unless the column that the second adds holds values when the third is tried. */
const CHAIN = [
  ['CREATE TABLE IF NOT EXISTS boat (id int PRIMARY KEY)', 'DROP TABLE IF EXISTS boat'],
  ['ALTER TABLE boat ADD COLUMN IF NOT EXISTS mast int', 'ALTER TABLE boat DROP COLUMN IF EXISTS mast'],
  ['UPDATE boat SET mast = mast + 1', 'UPDATE boat SET mast = mast - 1'],
  ['CREATE TABLE IF NOT EXISTS harbor (id int)', 'DROP TABLE IF EXISTS harbor'],
  ['UPDATE boat SET mast = 0 WHERE mast > 0', '-- Nobody knows how many they were.'],
  ['ALTER TABLE boat DROP COLUMN IF EXISTS mast', 'ALTER TABLE boat ADD COLUMN IF NOT EXISTS mast int'],
] as const;

test('verdicts do not depend on the migrations that were tried before', async () => {
  const whole = await verify(CHAIN);
  expect(statusesOf(whole.get(3n))).toContain('idempotent fail');
  expect(statusesOf(whole.get(5n))).toContain('dataPreserved warn');
  for (const version of [3n, 5n, 6n]) {
    const alone = await verify(CHAIN, { only: [version] });
    expect(statusesOf(alone.get(version)), `only ${version}`).toEqual(statusesOf(whole.get(version)));
    for (const [later, verdict] of await verify(CHAIN, { from: version })) {
      expect(statusesOf(verdict), `${later} from ${version}`).toEqual(statusesOf(whole.get(later)));
    }
  }
});
