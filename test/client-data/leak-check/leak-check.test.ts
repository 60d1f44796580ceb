import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { FieldKind, KindOf } from '../../../src/client-data/leak-check/field-kinds.ts';
import { type Leak, LeakCheck } from '../../../src/client-data/leak-check/leak-check.ts';
import { KnownValues } from '../../../src/client-data/leak-check/known-values.ts';

function known(...values: string[]): KnownValues {
  const all = new KnownValues();
  for (const [at, value] of values.entries()) {
    all.add(value, at);
  }
  return all;
}

function leaksOf(text: string, values: KnownValues, size = 7): readonly Leak[] {
  const check = new LeakCheck(values);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    check.push(bytes.subarray(at, at + size));
  }
  return check.end();
}

const leaksIn = (field: string, ...values: string[]): readonly Leak[] =>
  leaksOf(`COPY a.b (id, "other name", x) FROM stdin;\n1\tplain\t${field}\n\\.\n`, known(...values));

describe('an original value is found', () => {
  test.each([
    ['as it is', 'Anna Miller', ''],
    ['in another case', 'ANNA miller', ''],
    ['without spaces', 'annamiller', ''],
    ['with other punctuation', 'anna.miller', ''],
    ['within a text', 'we met Anna Miller, again', ''],
    ['percent-encoded', 'https://x.org/?n=Anna%20Miller', 'percent-encoded'],
    ['with + for a space', 'https://x.org/?n=%41nna+Miller', 'percent-encoded'],
    ['with escapes of JSON', String.raw`{"n": "\\u0041nna Miller"}`, 'JSON escapes'],
    ['as HTML', '&#65;nna Miller', 'HTML entities'],
    ['as bytea', String.raw`\\x${Buffer.from('Anna Miller').toString('hex')}`, 'hexadecimal'],
    ['within other bytes', String.raw`\\x89ff00${Buffer.from('Anna Miller').toString('hex')}0001`, 'hexadecimal'],
    ['as base64', Buffer.from('to Anna Miller').toString('base64'), 'base64'],
    ['in JSON in JSON', String.raw`{"a": "{\\"n\\": \\"\\\\u0041nna Miller\\"}"}`, 'JSON escapes in JSON escapes'],
  ])('%s', (_how, field, encoding) => {
    expect(leaksIn(field, 'Anna Miller')).toEqual([{ line: 2, table: 'a.b', column: 'x', domain: 0, encoding }]);
  });

  test('with letters beyond ASCII, composed or not', () => {
    expect(leaksIn('SIÂN', 'Siân')).toHaveLength(1);
    expect(leaksIn('Sia\u0302n', 'Siân')).toHaveLength(1);
    expect(leaksIn('Sian', 'Siân')).toEqual([]);
  });

  test('of digits, however they are grouped', () => {
    for (const field of ['2000050773706', '20 0005 0773 706', 'MPAN 2000050773706.']) {
      expect(leaksIn(field, '2000050773706'), field).toHaveLength(1);
    }
  });

  test.each([
    ['81.187.44.23', 'from 81.187.44.23'],
    ['07765118943', 'Tel.07765118943'],
    ['0131 558 4417', '0131.558.4417'],
  ])('%s with dots: %s', (value, field) => {
    expect(leaksIn(field, value)).toHaveLength(1);
  });

  test('of a decimal number, in columns that hold no readings', () => {
    const all = known();
    all.addDecimal('54.328506');
    all.addDecimal('51.5');
    const search = (field: string, isReading = false): number => {
      const check = new LeakCheck(all, () => isReading, 7);
      check.push(`COPY a.b (x) FROM stdin;\n${field}\n\\.\n`);
      return check.end().length;
    };
    expect(['54.328506', '-54.3285060', '(54.328506,-2.7)'].map((field) => search(field))).toEqual([1, 1, 1]);
    expect(['54.328507', '51.5', '5.4328506', 'at 54.328506'].map((field) => search(field))).toEqual([0, 0, 0, 0]);
    expect(search('54.328506', true)).toBe(0);
  });

  test('outside of a COPY block', () => {
    const leaks = leaksOf(`-- Anna Miller\nSELECT 1;\n`, known('Anna Miller'));
    expect(leaks).toEqual([{ line: 1, table: undefined, column: undefined, domain: 0, encoding: '' }]);
  });

  test('the longest of several, and the rule it belongs to', () => {
    expect(leaksIn('Anna Miller-Jones', 'Anna Miller', 'Anna Miller-Jones')).toMatchObject([{ domain: 1 }]);
  });

  test('in a long text by its beginning', () => {
    const note = 'The boiler is behind the second door on the left, ask for the key at the neighbour at number nine.';
    expect(leaksIn(note.slice(0, 90), note)).toHaveLength(1);
  });
});

describe('nothing is found', () => {
  test.each([
    ['a short value in a longer word', 'a million', 'mill'],
    ['digits in a longer number', '12000050773706', '2000050773706'],
    ['digits in a reading', '0.2000050773706', '2000050773706'],
    ['a value of three letters', 'Ann', 'Ann'],
    ['a time', '2024-01-01 00:00:00+00', '20240101'],
    ['another value', 'Anna Muller', 'Anna Miller'],
  ])('%s', (_what, field, value) => {
    expect(leaksIn(field, value)).toEqual([]);
  });

  test('across fields', () => {
    const text = `COPY a.b (x, y) FROM stdin;\nAnna\tMiller\n\\.\n`;
    expect(leaksOf(text, known('Anna Miller'))).toEqual([]);
  });
});

test('columns of numbers, times and ids are searched as texts are, with the same places', () => {
  const all = known('2000050773706', 'Anna Miller', '8f14e45f-ceea-467a-9575-28fae1a3a2d1');
  all.addDecimal('54.328506');
  const kinds = new Map<string, FieldKind>([
    ['id', 'uuid'],
    ['at', 'time'],
    ['n', 'number'],
    ['on', 'boolean'],
  ]);
  const id = '8f14e45f-ceea-467a-9575-28fae1a3a2d1';
  const rows = [
    [id, '2024-01-01 00:00:00.5+00', '2000050773706', 't', 'plain'],
    [String.raw`\N`, 'infinity', '54.328506', String.raw`\N`, 'Anna Miller'],
    [id, String.raw`\N`, '-1e+20', 'f', ''],
    [id, '-infinity', '0.2000050773706', 't', String.raw`\\.`],
    [id, '10000-01-01 00:00:00+00', 'NaN', 't', 'anna\u00a0MILLER'],
    [id, '0044-03-15 00:00:00+00 BC', '7', 't', '2000050773706'],
  ];
  const text = `COPY a.b (id, at, n, "on", t) FROM stdin;\n${rows.map((row) => row.join('\t')).join('\n')}\n\\.\n-- Anna Miller\n`;
  const search = (size: number, kindOf?: KindOf): readonly Leak[] => {
    const check = new LeakCheck(all, () => false, 7, kindOf);
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) {
      check.push(bytes.subarray(at, at + size));
    }
    return check.end();
  };
  const byKind: KindOf = (_table, column) => kinds.get(column) ?? 'text';
  expect(search(1000).map(({ line, column }) => `${line} ${column}`)).toEqual([
    '2 n',
    '3 n',
    '3 t',
    '6 t',
    '7 t',
    '9 undefined',
  ]);
  for (const size of [1, 7, 64, 1000]) {
    expect(search(size, byKind), String(size)).toEqual(search(1000));
  }
});

test('a short field in a column of times or ids hides nothing that follows it', () => {
  const all = known('mortimer@wainscott.example');
  const short = fc.constantFrom(String.raw`\N`, 'infinity', '-infinity', '10000-01-01 00:00:00+00');
  const time = fc.oneof(short, fc.constant('2024-01-01 12:30:00+00'));
  const id = fc.oneof(short, fc.constant('8f14e45f-ceea-467a-9575-28fae1a3a2d1'));
  const words = fc.string({ unit: fc.constantFrom(' ', ':', '-', 'x', 'y') });
  const text = fc.oneof(
    words,
    fc.tuple(words, words).map(([before, after]) => `${before} mortimer@wainscott.example ${after}`),
  );
  const kinds = new Map<string, FieldKind>([
    ['at', 'time'],
    ['at2', 'time'],
    ['id', 'uuid'],
  ]);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(time, time, text, id, text), { maxLength: 6 }),
      fc.integer({ min: 1, max: 80 }),
      (rows, size) => {
        const lines = rows.map((row) => row.join('\t'));
        const content = `COPY a.b (at, at2, note, id, x) FROM stdin;\n${lines.join('\n')}\n\\.\n`;
        const search = (kindOf?: KindOf): readonly Leak[] => {
          const check = new LeakCheck(all, () => false, 7, kindOf);
          const bytes = Buffer.from(content);
          for (let at = 0; at < bytes.length; at += size) {
            check.push(bytes.subarray(at, at + size));
          }
          return check.end();
        };
        expect(search((_table, column) => kinds.get(column) ?? 'text')).toEqual(search());
      },
    ),
    { numRuns: 300 },
  );
});

test('after twenty places the search ends', () => {
  const text = `COPY a.b (x) FROM stdin;\n${'Anna Miller\n'.repeat(100)}\\.\n`;
  const leaks = leaksOf(text, known('Anna Miller'), 4096);
  expect(leaks.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, at) => at + 2));
});

test('a set of 50,000 values finds each of them, and no others', () => {
  const values = Array.from({ length: 50_000 }, (_, at) => `value ${at} of many`);
  const all = known();
  for (const value of values) {
    all.add(value, 3);
  }
  expect(all.size).toBe(50_000);
  const text = `COPY a.b (x) FROM stdin;\n${values.slice(0, 15).join('\n')}\nvalue 50000 of many\n\\.\n`;
  expect(leaksOf(text, all, 1000)).toHaveLength(15);
});
