import { describe, expect, test } from 'vitest';

import { planDown, planGoto, planUp, type MigrationPlan } from '../../../src/migrations/runner/migration-plan.ts';

const migrations = [1n, 3n, 20n].map((version) => ({ version, name: 'x', up: 'u', down: 'd' }));

function shown({ steps, short }: MigrationPlan): string {
  const list = steps.map(
    ({ migration, direction, target }) => `${migration.version}${direction === 'up' ? 'u' : 'd'}>${target ?? '-'}`,
  );
  return [...list, ...(short === 0 ? [] : [`short ${short}`])].join(' ');
}

describe('a plan', () => {
  test.for([
    ['all', planUp(migrations, null), '1u>1 3u>3 20u>20'],
    ['one', planUp(migrations, 1n, 1), '3u>3'],
    ['none asked', planUp(migrations, 1n, 0), ''],
    ['at the head', planUp(migrations, 20n), ''],
    ['too many', planUp(migrations, 3n, 5), '20u>20 short 4'],
    ['down all', planDown(migrations, 20n), '20d>3 3d>1 1d>-'],
    ['down one', planDown(migrations, 3n, 1), '3d>1'],
    ['down the first', planDown(migrations, 1n, 2), '1d>- short 1'],
    ['down at nothing', planDown(migrations, null, 1), 'short 1'],
    ['goto above', planGoto(migrations, null, 3n), '1u>1 3u>3'],
    ['goto below', planGoto(migrations, 20n, 1n), '20d>3 3d>1'],
    ['goto here', planGoto(migrations, 3n, 3n), ''],
  ] as const)('%s', ([, plan, expected]) => {
    expect(shown(plan)).toBe(expected);
  });

  test('needs the files of its first and last version', () => {
    for (const plan of [
      () => planUp(migrations, 2n),
      () => planDown(migrations, 2n),
      () => planGoto(migrations, 1n, 2n),
    ]) {
      expect(plan).toThrow(
        expect.objectContaining({ code: 'UNKNOWN_VERSION', message: 'no migration found for version 2' }),
      );
    }
  });
});
