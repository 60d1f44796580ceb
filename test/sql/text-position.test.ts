import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { byteOffsetTranslator, indexOfCharacter, positionAt } from '../../src/sql/text-position.ts';

test('lines and columns count from 1, columns in characters', () => {
  const text = 'a\r\n😀é b';
  expect(positionAt(text, 0)).toEqual({ line: 1, column: 1 });
  expect(positionAt(text, text.indexOf('b'))).toEqual({ line: 2, column: 4 });
  expect(positionAt('a\n', 2)).toEqual({ line: 2, column: 1 });
});

test("PostgreSQL's positions count characters", () => {
  const text = '😀é b';
  expect(text[indexOfCharacter(text, 4) ?? 0]).toBe('b');
  expect(indexOfCharacter('ab', 99)).toBe(2);
});

test("libpg-query's offsets count bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
      expect(byteOffsetTranslator(before + after)(Buffer.byteLength(before))).toBe(before.length);
    }),
  );
});

test("libpg-query's offsets may be asked for in any order", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), fc.func(fc.nat()), (words, orderOf) => {
      const text = words.join('');
      const indexOf = byteOffsetTranslator(text);
      const places = words.map((_, i) => words.slice(0, i).join('')).toSorted((a, b) => orderOf(a) - orderOf(b));
      expect(places.map((before) => indexOf(Buffer.byteLength(before)))).toEqual(places.map(({ length }) => length));
    }),
  );
});
