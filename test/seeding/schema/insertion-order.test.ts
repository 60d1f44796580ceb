import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { insertionOrder } from '../../../src/seeding/schema/insertion-order.ts';
import type { TableShape } from '../../../src/seeding/schema/table-shape.ts';

function table(name: string, parents: readonly string[]): TableShape {
  return {
    name,
    path: ['public', name],
    fingerprint: name,
    columns: [],
    checks: [],
    uniques: [],
    partitions: null,
    foreignKeys: parents.map((parent) => ({
      name: `${name}_${parent}`,
      columns: [parent],
      parent,
      parentColumns: ['id'],
      parentPartitioned: false,
      matchFull: false,
    })),
  };
}

function groups(tables: TableShape[]): string[][] {
  return insertionOrder(tables).map((group) => group.tables.map(({ name }) => name).toSorted());
}

test('parents come first, circles together', () => {
  expect(
    groups([table('c', ['b']), table('a', ['a']), table('b', ['d']), table('d', ['b', 'a', 'elsewhere'])]),
  ).toEqual([['a'], ['b', 'd'], ['c']]);
});

test('the keys within a group are those that lead round', () => {
  const [self, fkCycle] = insertionOrder([table('a', ['a']), table('b', ['c', 'a']), table('c', ['b'])]);
  expect([...(self?.within ?? [])].map(({ name }) => name)).toEqual(['a_a']);
  expect([...(fkCycle?.within ?? [])].map(({ name }) => name).toSorted()).toEqual(['b_c', 'c_b']);
});

test('every table comes once, and no parent after its child but in a group with it', () => {
  const graph = fc.array(fc.array(fc.nat(9), { maxLength: 4 }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(graph, (edges) => {
      const tables = edges.map((parents, i) => table(`${i}`, parents.map(String)));
      const order = groups(tables);
      expect(order.flat().toSorted()).toEqual(tables.map(({ name }) => name).toSorted());
      const place = new Map(order.flatMap((group, i) => group.map((name) => [name, i])));
      for (const { name, foreignKeys } of tables) {
        for (const { parent } of foreignKeys) {
          expect(place.get(parent) ?? 0).toBeLessThanOrEqual(place.get(name) ?? 0);
        }
      }
    }),
  );
});
