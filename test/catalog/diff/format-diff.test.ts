import { describe, expect, it } from 'vitest';

import type { Definition } from '../../../src/catalog/snapshot/catalog-object.ts';
import { diff } from '../../../src/catalog/diff/diff.ts';
import { formatDiff } from '../../../src/catalog/diff/format-diff.ts';
import type { CatalogSnapshot } from '../../../src/catalog/snapshot/describe-schema.ts';
import { sampleObject, sampleSnapshot } from '../sample-snapshot.ts';

function column(definition: Definition): CatalogSnapshot {
  return sampleSnapshot({ objects: [sampleObject({ kind: 'column', name: 'public.t.c', definition })] });
}

describe('formatDiff', () => {
  it('returns nothing without differences', () => {
    expect(formatDiff(diff(column({ type: 'text' }), column({ type: 'text' })))).toEqual([]);
  });

  it('shows each changed property, before and after', () => {
    const lines = formatDiff(diff(column({ type: 'integer' }), column({ type: 'bigint', default: '7' })));
    expect(lines).toEqual(['~ column public.t.c  default none -> 7; type integer -> bigint']);
  });

  it('shows a long value from the first difference', () => {
    const columns = Array.from({ length: 40 }, (_, i) => `column_${i}`).join(',\n  ');
    const lines = formatDiff(
      diff(column({ a: `SELECT ${columns} FROM a` }), column({ a: `SELECT ${columns} FROM b` })),
    );
    expect(lines).toEqual(['~ column public.t.c  a …column_39 FROM a -> …column_39 FROM b']);
  });

  it('shows a difference in white space only', () => {
    const [line] = formatDiff(diff(column({ body: 'BEGIN END' }), column({ body: 'BEGIN\n END' })));
    expect(line).toBe('~ column public.t.c  body "BEGIN END" -> "BEGIN\\n END"');
  });

  it('shows flags as yes and no', () => {
    expect(formatDiff(diff(column({}), column({ 'not null': true })))).toEqual([
      '~ column public.t.c  not null no -> yes',
    ]);
    expect(formatDiff(diff(column({ valid: false }), column({})))).toEqual(['~ column public.t.c  valid no -> yes']);
  });

  it('counts the parts of an added or removed object on its line', () => {
    const parent = 'table public.t';
    const table = sampleObject();
    const parts = [
      sampleObject({ kind: 'column', name: 'public.t.a', parent }),
      sampleObject({ kind: 'column', name: 'public.t.b', parent }),
      sampleObject({ kind: 'index', name: 'public.i', parent }),
    ];
    const whole = sampleSnapshot({ objects: [table, ...parts] });
    expect(formatDiff(diff(sampleSnapshot(), whole))).toEqual(['+ table public.t (2 columns, 1 index)']);
    expect(formatDiff(diff(whole, sampleSnapshot()))).toEqual(['- table public.t (2 columns, 1 index)']);
    expect(formatDiff(diff(sampleSnapshot({ objects: [table] }), whole))).toHaveLength(3);
  });

  it('shows what the snapshots do not cover', () => {
    const both = sampleSnapshot({ uncovered: ['rows of t: permission denied'] });
    expect(formatDiff(diff(both, both))).toEqual(['? not covered: rows of t: permission denied']);
  });
});
