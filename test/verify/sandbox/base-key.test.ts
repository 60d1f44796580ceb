import { expect, test } from 'vitest';

import { basePreparation } from '../../../src/verify/sandbox/prepared-base.ts';
import type { MigrationSource } from '../../../src/verify/migration-source.ts';

const sourceOf = (up: string, at: number): MigrationSource => ({
  migration: { version: BigInt(at), name: 'step', up: `${at}_step.up.sql`, down: undefined },
  up,
  down: undefined,
});

function keyOf(preludes: string[], ups: string[], databaseName = 'elementaldb'): string {
  return basePreparation({ preludes, databaseName }, ups.map(sourceOf), undefined).key;
}

test('the key of a kept state tells preludes from migrations, and one file from two', () => {
  const keys = [
    keyOf([], ['a', 'b']),
    keyOf(['a'], ['b']),
    keyOf(['a', 'b'], []),
    keyOf([], ['ab']),
    keyOf([], ['b', 'a']),
    keyOf([], ['a', 'b'], 'other'),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(keyOf([], ['a', 'b'])).toBe(keys[0]);
});
