import { expect, test } from 'vitest';

import { internalOptionsAdvice, withoutInternalOptions } from '../../src/databases/dumps/internal-options.ts';
import { parseServerVersion } from '../../src/servers/server.ts';

const programs = (number: number) => ({ version: parseServerVersion(number) });

test.each([
  [[150_020], 150_020],
  [[150_018, 160_016], 160_016],
  [[170_010, 180_006], 180_006],
  [[180_004, 190_000], 190_000],
])('of pg_dump %j, %i leaves internal options out', ([first = 0, ...others], number) => {
  const [chosen] = withoutInternalOptions([programs(first), ...others.map(programs)]);
  expect(chosen.version.number).toBe(number);
});

test('a pg_dump of before November 2026 is refused', () => {
  expect(() => withoutInternalOptions([programs(170_010), programs(180_004)])).toThrow(
    'pg_dump 17.10 would write internal options',
  );
});

test.each([
  ['ERROR:  unrecognized parameter "pg_attver"', true],
  ['ERROR:  unrecognized parameter "fillfactr"', false],
])('%s is of an older pg_dump: %s', (said, isOlder) => {
  expect(internalOptionsAdvice(said) !== undefined).toBe(isOlder);
});
