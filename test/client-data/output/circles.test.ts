import { expect, test } from 'vitest';

import { loadOrder } from '../../../src/client-data/output/circles.ts';
import type { DumpForeignKey, DumpTable } from '../../../src/client-data/tables/dump-table.ts';
import { madeTable } from '../made-table.ts';

function table(name: string, parents: readonly string[], more: Partial<DumpForeignKey> = {}): DumpTable {
  return madeTable(name, {
    foreignKeys: parents.map((parent) => ({
      name: `${name}_${parent}`,
      table: `public.${name}`,
      columns: [parent],
      parent: `public.${parent}`,
      parentColumns: ['id'],
      deferrable: false,
      initiallyDeferred: false,
      validated: true,
      matchFull: false,
      ...more,
    })),
  });
}

test('parents come first, and without a circle nothing is changed', () => {
  const { tables, before, after } = loadOrder([table('c', ['b', 'c']), table('b', ['a']), table('a', [])]);
  expect(tables.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  expect([before, after]).toEqual([[], []]);
});

test('one key of a circle is made deferrable, and made what it was', () => {
  const { before, after } = loadOrder([table('a', ['b']), table('b', ['a'])]);
  expect(before).toEqual(['ALTER TABLE public.a ALTER CONSTRAINT "a_b" DEFERRABLE INITIALLY DEFERRED;']);
  expect(after).toEqual([
    'SET CONSTRAINTS ALL IMMEDIATE;',
    'ALTER TABLE public.a ALTER CONSTRAINT "a_b" NOT DEFERRABLE;',
  ]);
});

test('a key that is deferrable needs no change of the table', () => {
  const deferrable = { deferrable: true };
  expect(loadOrder([table('a', ['b'], deferrable), table('b', ['a'], deferrable)]).before).toEqual([
    'SET CONSTRAINTS "public"."a_b" DEFERRED;',
  ]);
  const deferred = { deferrable: true, initiallyDeferred: true };
  expect(loadOrder([table('a', ['b'], deferred), table('b', ['a'], deferred)]).before).toEqual([]);
});
