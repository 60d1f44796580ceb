import { expect, test } from 'vitest';

import { timeVersion } from '../../../src/migrations/pairs/go-time-format.ts';

const TIME = new Date('2026-03-04T23:06:07.089Z');

test.for([
  ['20060102150405', 'UTC', '20260304230607'],
  ['20060102150405', 'Asia/Tokyo', '20260305080607'],
  ['0601021504', 'UTC', '2603042306'],
  ['2006', 'UTC', '2026'],
  ['unix', 'UTC', '1772665567'],
  ['unixNano', 'UTC', '1772665567089000000'],
] as const)('%s in %s is %s', ([layout, zone, version]) => {
  expect(timeVersion(TIME, layout, zone)).toBe(version);
});

test.for([
  ['2006-01-02', 'UTC', 'BAD_TIME_FORMAT'],
  ['Jan', 'UTC', 'BAD_TIME_FORMAT'],
  ['', 'UTC', 'BAD_TIME_FORMAT'],
  ['20060102030405', 'UTC', 'BAD_TIME_FORMAT'],
  ['2006002150405', 'UTC', 'BAD_TIME_FORMAT'],
  ['2006', 'Nowhere/City', 'BAD_TIME_ZONE'],
] as const)('%s in %s is refused', ([layout, zone, code]) => {
  expect(() => timeVersion(TIME, layout, zone)).toThrow(expect.objectContaining({ code }));
});
