import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { Copy } from '../../../src/databases/pool/copies.ts';
import { PrefetchedCopy } from '../../../src/databases/pool/prefetched-copy.ts';

const copy = (name: string): Copy => ({ name, oid: '1', madeFrom: 'template' });

let evicted: string[];
let prefetched: PrefetchedCopy;

beforeEach(() => {
  vi.useFakeTimers();
  evicted = [];
  prefetched = new PrefetchedCopy(({ name }) => evicted.push(name));
});
afterEach(() => {
  vi.useRealTimers();
});

test('it holds one, and hands it out once', () => {
  expect([prefetched.isFree, prefetched.offer(copy('a')), prefetched.isFree, prefetched.offer(copy('b'))]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect([prefetched.take(), prefetched.take()]).toEqual([copy('a'), undefined]);
  vi.advanceTimersByTime(10_000);
  expect(evicted).toEqual([]);
});

test('a prefetched copy that is unused for a second is dropped', () => {
  prefetched.offer(copy('a'));
  vi.advanceTimersByTime(999);
  expect(evicted).toEqual([]);
  vi.advanceTimersByTime(1);
  expect([evicted, prefetched.take()]).toEqual([['a'], undefined]);
  prefetched.offer(copy('b'));
  vi.advanceTimersByTime(999);
  expect(prefetched.take()).toEqual(copy('b'));
});

test('after it is closed, it drops its copies and accepts no more', () => {
  prefetched.offer(copy('a'));
  prefetched.close();
  expect([evicted, prefetched.isFree, prefetched.offer(copy('b'))]).toEqual([['a'], false, false]);
});
