import { expect, test } from 'vitest';

import { timedUuidOf, uuidOf } from '../../../src/seeding/random/uuid.ts';

const LAYOUT = /^[0-9a-f]{8}-[0-9a-f]{4}-([47])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('UUIDs are valid, and those of their paths', () => {
  const ids = Array.from({ length: 5000 }, (_, i) => uuidOf(42, 'dataset', i));
  expect(ids.every((id) => LAYOUT.exec(id)?.[1] === '4')).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  expect(uuidOf(42, 'dataset', 3)).toBe(ids[3]);
  expect(uuidOf(43, 'dataset', 3)).not.toBe(ids[3]);
});

test('timed UUIDs are valid and sort by time', () => {
  const start = Date.UTC(2024, 0, 1);
  const ids = Array.from({ length: 500 }, (_, i) => timedUuidOf(start + i * 1000, 42, 'task', i));
  expect(ids.every((id) => LAYOUT.exec(id)?.[1] === '7')).toBe(true);
  expect(ids.toSorted()).toEqual(ids);
  expect(Number.parseInt((ids[0] ?? '').replaceAll('-', '').slice(0, 12), 16)).toBe(start);
});
