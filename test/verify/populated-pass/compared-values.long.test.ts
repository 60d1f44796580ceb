import { expect, test } from 'vitest';

import { AXES, type MigrationVerdict } from '../../../src/verify/report/verdict.ts';
import { verify, useServer } from './compared-run.ts';

const statusesOf = (migration: MigrationVerdict | undefined): string[] =>
  AXES.map((axis) => `${axis} ${migration?.verdicts[axis].status}`);

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

useServer();

test('an expression that is too deep to look into is judged without its values', async () => {
  const deep = Array.from({ length: 3_000 }, () => "'a'").join('||');
  const verdicts = await verify([
    ['CREATE TABLE IF NOT EXISTS note (id int PRIMARY KEY, body text)', 'DROP TABLE IF EXISTS note'],
    [`UPDATE note SET body = ${deep} WHERE body IS NULL`, '-- Nobody knows which.'],
  ]);
  expect(verdicts.get(2n)?.verdicts.idempotent.status).toBe('pass');
});

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
