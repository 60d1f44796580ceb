import { describe, expect, test } from 'vitest';

import type { ObjectChange, RowChange } from '../../../src/catalog/diff/snapshot-diff.ts';
import { fixForRepetition } from '../../../src/verify/empty-pass/repeated-ups.ts';

function added(kind: 'index' | 'trigger'): ObjectChange {
  const object = { kind, name: 'public.x', parent: null, definition: {}, summary: '' };
  return { kind, name: 'public.x', change: 'added', object };
}

function rows(before: number, after: number): RowChange {
  return { table: 'public.t', before, after, lost: 0, added: after - before, columns: [] };
}

describe('the fix of an up that is not idempotent', () => {
  test('names names where an index came, of guards where anything else did', () => {
    expect(fixForRepetition({ objects: [added('index')], rows: [], sequencesBehind: [] })).toMatch(
      /^Name every constraint and index/,
    );
    expect(fixForRepetition({ objects: [added('trigger')], rows: [rows(1, 2)], sequencesBehind: [] })).toMatch(
      /^Guard each statement/,
    );
  });

  test('names ON CONFLICT where rows came, of values where rows changed', () => {
    expect(fixForRepetition({ objects: [], rows: [rows(1, 2)], sequencesBehind: [] })).toMatch(/ON CONFLICT/);
    expect(fixForRepetition({ objects: [], rows: [rows(2, 2)], sequencesBehind: [] })).toMatch(/^Update only rows/);
  });
});
