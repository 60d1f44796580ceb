import { expect, test } from 'vitest';

import { addHints, columnsIn, noHints, type Hints } from '../../../src/seeding/constraints/check-hints.ts';

async function hintsFor(condition: string): Promise<Record<string, Hints>> {
  const found: Record<string, Hints> = {};
  await addHints(condition, (column) => (found[column] ??= noHints()));
  return found;
}

test('constants go to the columns that they are compared with', async () => {
  const hints = await hintsFor(
    `(((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])) AND (amount >= (- 5)) AND (length(name) <= 7))`,
  );
  expect([...(hints['status']?.texts ?? [])]).toEqual(['a', 'b']);
  expect([...(hints['amount']?.numbers ?? [])]).toEqual([-5]);
  expect([...(hints['name']?.lengths ?? [])]).toEqual([7]);
  expect(hints['status']?.numbers.size).toBe(0);
});

test('patterns, zero, empty texts, arrays in a text and numbers in quotes', async () => {
  const hints = await hintsFor(
    `a ~ '^x+$'::text AND b ~~ 'y%'::text AND c > 0 AND d <> ''::text AND e = ANY ('{"p q",r}'::text[]) AND f > '-1.5'::numeric`,
  );
  expect([...(hints['a']?.patterns ?? [])]).toEqual(['^x+$']);
  expect([...(hints['b']?.likes ?? [])]).toEqual(['y%']);
  expect([...(hints['c']?.numbers ?? [])]).toEqual([0]);
  expect([...(hints['d']?.texts ?? [])]).toEqual(['']);
  expect([...(hints['e']?.texts ?? [])]).toEqual(expect.arrayContaining(['p q', 'r']));
  expect([...(hints['f']?.numbers ?? [])]).toEqual([-1.5]);
});

test('a case compares its argument', async () => {
  const hints = await hintsFor(`CASE kind WHEN 'x'::text THEN (n > 3) ELSE (n IS NULL) END`);
  expect([...(hints['kind']?.texts ?? [])]).toEqual(['x']);
  expect([...(hints['n']?.numbers ?? [])]).toEqual([3]);
});

test('the columns of an expression', async () => {
  expect(await columnsIn('(lower("A b") || coalesce(c, d)::text)')).toEqual(new Set(['A b', 'c', 'd']));
  expect(await columnsIn('this is no (expression')).toBe(null);
});
