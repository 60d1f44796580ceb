import { expect, test } from 'vitest';

import { readableType } from '../../../src/databases/snapshots/snapshot-context.ts';

test('the type of a background worker is shown if its library has set it', () => {
  expect(readableType('pg_cron launcher')).toBe('pg_cron launcher');
  expect(readableType('\uFFFD\uFFFD:\uFFFD\u0001')).toBe('background worker');
});
