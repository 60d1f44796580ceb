import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { Copy } from '../../../src/databases/pool/copies.ts';
import { PrefetchedCopy } from '../../../src/databases/pool/prefetched-copy.ts';

const copy = (name: string): Copy => ({ name, oid: '1', madeFrom: 'template' });

let givenUp: string[];
let reserve: PrefetchedCopy;

beforeEach(() => {
  vi.useFakeTimers();
  givenUp = [];
  reserve = new PrefetchedCopy(({ name }) => givenUp.push(name));
});
afterEach(() => {
  vi.useRealTimers();
});

test('it holds one, and hands it out once', () => {
  expect([reserve.hasRoom, reserve.offer(copy('a')), reserve.hasRoom, reserve.offer(copy('b'))]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect([reserve.take(), reserve.take()]).toEqual([copy('a'), undefined]);
  vi.advanceTimersByTime(10_000);
  expect(givenUp).toEqual([]);
});

test('what nobody takes for a second is given up', () => {
  reserve.offer(copy('a'));
  vi.advanceTimersByTime(999);
  expect(givenUp).toEqual([]);
  vi.advanceTimersByTime(1);
  expect([givenUp, reserve.take()]).toEqual([['a'], undefined]);
  reserve.offer(copy('b'));
  vi.advanceTimersByTime(999);
  expect(reserve.take()).toEqual(copy('b'));
});

test('closed, it gives up what it has and takes no more', () => {
  reserve.offer(copy('a'));
  reserve.close();
  expect([givenUp, reserve.hasRoom, reserve.offer(copy('b'))]).toEqual([['a'], false, false]);
});
