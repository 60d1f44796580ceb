import { describe, expect, test } from 'vitest';

import { verify, codes, LARGE_OBJECT, HAS_LOGO, useServer } from './tried-effects.ts';

useServer();

describe('a large object', { concurrent: true }, () => {
  test('is compared by content: up, down and up make another one of the same content', async () => {
    const report = await verify(
      `SELECT ${LARGE_OBJECT} WHERE NOT EXISTS (${HAS_LOGO})`,
      "SELECT lo_unlink(loid) FROM pg_largeobject WHERE data = 'a logo'",
    );
    expect(codes(report)).toEqual([]);
  });

  test('that each run makes again is found', async () => {
    expect(codes(await verify(`SELECT ${LARGE_OBJECT}`, 'SELECT lo_unlink(loid) FROM pg_largeobject'))).toContain(
      'second-up-changes',
    );
  });
});
