import { expect, test } from 'vitest';

import { upToVersion } from '../../../src/migrations/pairs/up-to-version.ts';

const MIGRATIONS = [1n, 2n, 5n].map((version) => ({ version, name: 'x', up: undefined, down: undefined }));

test.each([2n, 2, '2', '000002'])('the migrations up to %s', (to) => {
  expect(upToVersion(MIGRATIONS, to).map(({ version }) => version)).toEqual([1n, 2n]);
});

test.each([
  [3n, '2 and 5'],
  [0n, '1'],
  [999_999n, '5'],
])('an unknown version is refused with the nearest ones: %s', (to, nearest) => {
  expect(() => upToVersion(MIGRATIONS, to)).toThrow(
    expect.objectContaining({
      code: 'UNKNOWN_VERSION',
      message: `no migration has the version ${to}`,
      hint: `Use the version of a migration. The nearest: ${nearest}.`,
    }),
  );
});
