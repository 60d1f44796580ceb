import { describe, expect, test } from 'vitest';

import { sqlComments, sqlTokens } from '../../src/sql/sql-tokens.ts';

const SQL = `-- first
SELECT '-- no', "-- no", $f$ /* no */ $f$, 1 /* a /* nested */ one */ - 2 -- last`;

describe('comments', () => {
  test('are found in both forms, with their place', () => {
    const comments = ['-- first', '/* a /* nested */ one */', '-- last'];
    expect(sqlComments(SQL)).toEqual(comments.map((text) => ({ text, start: SQL.indexOf(text) })));
  });

  test('are not tokens', () => {
    const texts = ['SELECT', "'-- no'", ',', '"-- no"', ',', '$f$ /* no */ $f$', ',', '1', '-', '2'];
    expect(sqlTokens(SQL).map(({ text }) => text)).toEqual(texts);
  });

  test('may end with the text', () => {
    expect(sqlComments('/* open')).toEqual([{ text: '/* open', start: 0 }]);
  });
});

test.for(["'", '"', "E'"])('a text in %s may be long', (open) => {
  const text = `${open}${'x'.repeat(20_000_000)}${open.slice(-1)}`;
  expect(sqlTokens(text).map(({ end }) => end)).toEqual([text.length]);
});

test.for([
  ["E'", '\\n', "'"],
  ["'", "''", "'"],
] as const)('a text in %s may have 20 million of %s', ([open, inner, close]) => {
  const text = `${open}${inner.repeat(20_000_000)}${close}`;
  expect(sqlTokens(text).map(({ end }) => end)).toEqual([text.length]);
});
