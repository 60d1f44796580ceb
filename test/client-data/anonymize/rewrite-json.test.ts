import { assert, jsonValue, property } from 'fast-check';
import { expect, test } from 'vitest';

import { isJsonDocument, rewriteJson, type JsonPiece } from '../../../src/client-data/anonymize/json/rewrite-json.ts';
import { replaceElements } from '../../../src/client-data/anonymize/masks/array-elements.ts';

test('what is not replaced stays as it is written', () => {
  const text = ' {"a" : 1.50, "a": [ "x\\u0041", -0.0e+5 , null],"b":{}, "c":12345678901234567890}\n';
  expect(rewriteJson(text, ({ value }) => value)).toBe(text);
});

test('pieces have their path and last key', () => {
  const seen: JsonPiece[] = [];
  rewriteJson('{"a": {"b c": ["x", {"d": 2}]}}', (piece) => {
    seen.push(piece);
    return piece.value;
  });
  expect(seen).toEqual([
    { kind: 'key', path: '$', name: 'a', value: 'a' },
    { kind: 'key', path: '$.a', name: 'b c', value: 'b c' },
    { kind: 'string', path: '$.a.b c[]', name: 'b c', value: 'x' },
    { kind: 'key', path: '$.a.b c[]', name: 'd', value: 'd' },
    { kind: 'number', path: '$.a.b c[].d', name: 'd', value: '2' },
  ]);
});

test.each(['', '{', '{"a"}', '[1,]', '[1 2]', '{"a": 01x}', '"a', 'nul', '{} {}'])('%j is not JSON', (text) => {
  expect(rewriteJson(text, ({ value }) => value)).toBeUndefined();
});

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

test('JSON that is nested too deep is refused with a clear error, and as text it is no document', () => {
  expect(rewriteJson(nested(900), ({ value }) => value)).toBe(nested(900));
  expect(() => rewriteJson(nested(20_000), ({ value }) => value)).toThrow(
    expect.objectContaining({ code: 'JSON_TOO_DEEP', hint: expect.stringContaining('--exclude') }),
  );
  expect(isJsonDocument(nested(20_000))).toBe(false);
});

test('any document of JSON.stringify can be rewritten, and its strings replaced', () => {
  assert(
    property(jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(rewriteJson(text, (piece) => piece.value)).toBe(text);
      const changed = rewriteJson(text, ({ kind, value: piece }) => (kind === 'number' ? piece : `${piece}"\\`));
      expect(JSON.parse(changed ?? '')).toBeDefined();
    }),
  );
});

const upper = (text: string): string => text.toUpperCase();

test('elements of arrays are replaced, whatever they hold', () => {
  expect(replaceElements('{a,"b c",NULL,"NULL","q\\"u\\\\o"}', upper)).toBe('{"A","B C",NULL,"NULL","Q\\"U\\\\O"}');
  expect(replaceElements('[0:1][1:1]={{a},{b}}', upper)).toBe('[0:1][1:1]={{"A"},{"B"}}');
  expect(replaceElements('{}', upper)).toBe('{}');
});
