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
  it('is silent when there is nothing to say', () => {
    expect(formatDiff(diff(column({ type: 'text' }), column({ type: 'text' })))).toEqual([]);
  });

  it('names each property that differs, before and after', () => {
    const lines = formatDiff(diff(column({ type: 'integer' }), column({ type: 'bigint', default: '7' })));
    expect(lines).toEqual(['~ column public.t.c  default none -> 7; type integer -> bigint']);
  });

  it('shows a long value from where it begins to differ', () => {
    const columns = Array.from({ length: 40 }, (_, i) => `column_${i}`).join(',\n  ');
    const lines = formatDiff(
      diff(column({ a: `SELECT ${columns} FROM a` }), column({ a: `SELECT ${columns} FROM b` })),
    );
    expect(lines).toEqual(['~ column public.t.c  a …column_39 FROM a -> …column_39 FROM b']);
  });

  it('shows where a long value differs in nothing but white space', () => {
    const [line] = formatDiff(diff(column({ body: 'BEGIN END' }), column({ body: 'BEGIN\n END' })));
    expect(line).toBe('~ column public.t.c  body "BEGIN END" -> "BEGIN\\n END"');
  });

  it('says yes and no of what is on or off', () => {
    expect(formatDiff(diff(column({}), column({ 'not null': true })))).toEqual([
      '~ column public.t.c  not null no -> yes',
    ]);
    expect(formatDiff(diff(column({ valid: false }), column({})))).toEqual(['~ column public.t.c  valid no -> yes']);
  });

  it('counts what came or went with an object on its line', () => {
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

  it('tells what the snapshots do not cover', () => {
    const both = sampleSnapshot({ uncovered: ['rows of t: permission denied'] });
    expect(formatDiff(diff(both, both))).toEqual(['? not covered: rows of t: permission denied']);
  });
});
