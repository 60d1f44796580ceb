import { describe, expect, it } from 'vitest';

import type { CatalogObject } from '../../../src/catalog/snapshot/catalog-object.ts';
import { diff } from '../../../src/catalog/diff/diff.ts';
import type { CatalogSnapshot } from '../../../src/catalog/snapshot/describe-schema.ts';
import { sampleObject, sampleSnapshot } from '../sample-snapshot.ts';

function index(name: string): CatalogObject {
  return sampleObject({ kind: 'index', name, definition: { definition: 'ON t (a)' } });
}

function rows(hashes: string[], many = false): CatalogSnapshot {
  const digest = hashes.join();
  return sampleSnapshot({
    rows: [{ table: 't', count: hashes.length, digest, columns: { a: digest }, hashes: many ? null : hashes }],
  });
}

describe('diff', () => {
  it('treats a missing property as equal to a missing one and different from any other', () => {
    const before = sampleSnapshot({ objects: [sampleObject({ definition: { owner: 'a' } })] });
    const after = sampleSnapshot({ objects: [sampleObject({ definition: { owner: 'a', options: 'x=1' } })] });
    expect(diff(before, after).objects).toMatchObject([
      { change: 'changed', properties: [{ property: 'options', before: null, after: 'x=1' }] },
    ]);
  });

  it('pairs each renamed index with one other; a duplicate is new', () => {
    const before = sampleSnapshot({ objects: [index('i')] });
    const after = sampleSnapshot({ objects: [index('j'), index('k')] });
    expect(diff(before, after).objects.map(({ change, name }) => [change, name])).toEqual([
      ['renamed', 'j'],
      ['added', 'k'],
    ]);
    expect(diff(before, after).grade).toBe('different');
  });

  it('does not treat tables as renamed', () => {
    const before = sampleSnapshot({ objects: [sampleObject({ name: 'public.t' })] });
    const after = sampleSnapshot({ objects: [sampleObject({ name: 'public.u' })] });
    expect(diff(before, after).objects.map(({ change }) => change)).toEqual(['removed', 'added']);
  });

  it('counts each of several equal rows', () => {
    expect(diff(rows(['1', '1', '1', '2']), rows(['1', '3', '3'])).rows).toMatchObject([{ lost: 3, added: 2 }]);
  });

  it('does not count changed rows of large tables', () => {
    expect(diff(rows(['1', '2']), rows(['1', '3'], true)).rows).toEqual([
      { table: 't', before: 2, after: 2, lost: null, added: null, columns: ['a'] },
    ]);
  });

  it('omits rows of an added or removed empty table', () => {
    expect(diff(rows([]), sampleSnapshot()).rows).toEqual([]);
  });

  it('is different when the two sides do not cover the same', () => {
    expect(diff(sampleSnapshot(), sampleSnapshot({ uncovered: ['rows of t'] })).grade).toBe('different');
    const both = sampleSnapshot({ uncovered: ['rows of t'] });
    expect(diff(both, both)).toMatchObject({ grade: 'equal', uncovered: ['rows of t'] });
  });
});
