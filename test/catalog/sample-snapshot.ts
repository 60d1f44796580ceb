import * as fc from 'fast-check';

import { OBJECT_KINDS, type CatalogObject } from '../../src/catalog/snapshot/catalog-object.ts';
import type { CatalogSnapshot } from '../../src/catalog/snapshot/describe-schema.ts';

/** A snapshot of nothing but what is given. */
export function sampleSnapshot(parts: Partial<CatalogSnapshot> = {}): CatalogSnapshot {
  return { objects: [], rows: [], sequences: [], uncovered: [], ...parts };
}

/** An object of which only what matters to a test is given. */
export function sampleObject(parts: Partial<CatalogObject> = {}): CatalogObject {
  return { kind: 'table', name: 'public.t', parent: null, definition: {}, summary: '', ...parts };
}

const word = fc.constantFrom('a', 'b', 'c');

const object: fc.Arbitrary<CatalogObject> = fc.record({
  kind: fc.constantFrom(...OBJECT_KINDS.filter((kind) => ['table', 'column', 'index', 'constraint'].includes(kind))),
  name: word,
  parent: fc.option(word.map((name) => `table ${name}`)),
  definition: fc.dictionary(fc.constantFrom('definition', 'owner', 'comment'), fc.oneof(word, fc.nat(2), fc.boolean())),
  summary: word,
});

const rows = fc
  .record({ table: word, values: fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { maxLength: 4 }), many: fc.boolean() })
  .map(({ table, values, many }) => ({
    table,
    count: values.length,
    digest: `${values.reduce((sum, [x, y]) => sum + x * 10 + y, 0)}`,
    columns: values.length === 0 ? {} : columnSums(values),
    hashes: many ? null : values.map(([x, y]) => `${x * 10 + y}`),
  }));

function columnSums(values: readonly (readonly [number, number])[]): Record<string, string> {
  return {
    x: `${values.reduce((sum, [x]) => sum + x, 0)}`,
    y: `${values.reduce((sum, [, y]) => sum + y, 0)}`,
  };
}

/** Small snapshots with few names, so that two of them often have something in common. */
export const snapshots: fc.Arbitrary<CatalogSnapshot> = fc.record({
  objects: fc.uniqueArray(object, { selector: ({ kind, name }) => `${kind} ${name}` }).map((objects) =>
    // A table's columns stand in some order, and a table belongs to nothing.
    objects.map((entry, i) => ({
      ...entry,
      parent: entry.kind === 'table' ? null : entry.parent,
      definition: { ...entry.definition, position: i },
    })),
  ),
  rows: fc.uniqueArray(rows, { selector: ({ table }) => table }),
  sequences: fc.uniqueArray(
    fc.record({
      sequence: word,
      lastValue: fc.option(fc.constantFrom('1', '2')),
      column: fc.constant(null),
      columnMaximum: fc.constant(null),
      behind: fc.boolean(),
    }),
    { selector: ({ sequence }) => sequence },
  ),
  uncovered: fc.uniqueArray(word),
});
