import { expect, test } from 'vitest';

import { dumpVersion } from '../../src/databases/dumps/pg-programs.ts';

test.each([
  ['pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n', 150_018],
  ['pg_dump (PostgreSQL) 19beta1\n', 190_000],
  ['something else', undefined],
])('%j is version %s', (printed, number) => {
  expect(dumpVersion(printed)?.number).toBe(number);
});
