import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type DumpEvent, DumpReader } from '../../../src/sql/dump/dump-reader.ts';

/** Reads a script given in pieces; COPY data is put together again. */
function read(
  ...pieces: (string | Uint8Array)[]
): (Exclude<DumpEvent, { kind: 'copy-data' }> | { kind: 'data'; text: string })[] {
  const reader = new DumpReader('dump.sql');
  const events: ReturnType<typeof read> = [];
  const take = (event: DumpEvent): void => {
    if (event.kind !== 'copy-data') {
      events.push(event);
      return;
    }
    const text = event.bytes.toString('latin1');
    const last = events.at(-1);
    if (last?.kind === 'data') {
      last.text += text;
    } else {
      events.push({ kind: 'data', text });
    }
  };
  for (const piece of pieces) {
    for (const event of reader.push(Buffer.from(piece))) {
      take(event);
    }
  }
  for (const event of reader.end()) {
    take(event);
  }
  return events;
}

const texts = (...pieces: string[]): string[] =>
  read(...pieces).flatMap((event) => ('text' in event ? [event.text] : []));

describe('statements end where psql ends them', () => {
  test.for([
    ['a semicolon in a string', `SELECT 'a;b', 'it''s; so';SELECT 2`, [`SELECT 'a;b', 'it''s; so'`, 'SELECT 2']],
    ['a backslash in a plain string', String.raw`SELECT '\';SELECT 2;`, [String.raw`SELECT '\'`, 'SELECT 2']],
    [
      'a backslash in an escape string',
      String.raw`SELECT E'\';', e'''\\';SELECT 2;`,
      [String.raw`SELECT E'\';', e'''\\'`, 'SELECT 2'],
    ],
    [
      'an escape string continued on the next line',
      `SELECT E'a'\n'\\';';SELECT 2`,
      [`SELECT E'a'\n'\\';'`, 'SELECT 2'],
    ],
    [
      'a plain string after an escape string on the same line',
      `SELECT E'a' '\\';SELECT 2`,
      [`SELECT E'a' '\\'`, 'SELECT 2'],
    ],
    [
      'a word that ends in e before a string',
      String.raw`SELECT type'\';SELECT 2`,
      [String.raw`SELECT type'\'`, 'SELECT 2'],
    ],
    ['a semicolon in a quoted identifier', `SELECT "a;""b;";SELECT 2`, [`SELECT "a;""b;"`, 'SELECT 2']],
    ['a dollar quote', `SELECT $$;'$$, $a1_ä$;$$;$a1_ä$;SELECT 2`, [`SELECT $$;'$$, $a1_ä$;$$;$a1_ä$`, 'SELECT 2']],
    ['a dollar within a word', `SELECT a$b$;SELECT c$b$`, [`SELECT a$b$`, `SELECT c$b$`]],
    ['a parameter', `SELECT $1;SELECT $1$`, ['SELECT $1', 'SELECT $1$']],
    ['comments', `-- a;\n/* b; /* c; */ d; */ SELECT 1 -- e;\n;/* f */SELECT 2`, ['SELECT 1 -- e;', 'SELECT 2']],
    ['operators of dashes and slashes', `SELECT 1 - 2 / 3 * 4;SELECT 2`, ['SELECT 1 - 2 / 3 * 4', 'SELECT 2']],
    [
      'parentheses, as in a rule',
      `CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);SELECT 3`,
      [`CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)`, 'SELECT 3'],
    ],
    [
      'a body of BEGIN ATOMIC with CASE',
      `CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;SELECT 3`,
      [
        `CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END`,
        'SELECT 3',
      ],
    ],
    ['BEGIN by itself', `BEGIN;SELECT 1;END;`, ['BEGIN', 'SELECT 1', 'END']],
    ['empty statements', `;;SELECT 1;;`, ['SELECT 1']],
    ['no statement', `-- nothing\n`, []],
  ] as const)('%s', ([, script, expected]) => {
    expect(texts(script)).toEqual(expected);
  });

  test('plain strings heed backslashes once standard_conforming_strings is off', () => {
    const script = String.raw`SET standard_conforming_strings = off;SELECT '\';';SELECT 2`;
    expect(texts(script).slice(1)).toEqual([String.raw`SELECT '\';'`, 'SELECT 2']);
  });
});

test('statements know the line they begin in', () => {
  const script = `-- one\n\nSELECT\n1;  SELECT 2;\r\n/*\n*/ SELECT 3`;
  expect(read(script)).toEqual([
    { kind: 'statement', text: 'SELECT\n1', line: 3 },
    { kind: 'statement', text: 'SELECT 2', line: 4 },
    { kind: 'statement', text: 'SELECT 3', line: 6 },
  ]);
});

describe('COPY data', () => {
  test('begins on the next line and ends at a line \\.', () => {
    const script = `\nCOPY public."from" (a, b) FROM stdin;\n1\t;'\n\\\\.\n\\.x\n\\.\nSELECT 1;`;
    expect(read(script)).toEqual([
      { kind: 'copy-start', text: 'COPY public."from" (a, b) FROM stdin', line: 2, dataLine: 3 },
      { kind: 'data', text: `1\t;'\n\\\\.\n\\.x\n` },
      { kind: 'copy-end', rows: 3 },
      { kind: 'statement', text: 'SELECT 1', line: 7 },
    ]);
  });

  test('may be empty, and may end with the file', () => {
    for (const end of ['\\.\n', '\\.', '\\.\r\n', '\\.\r']) {
      expect(read(`COPY t FROM stdin;\n${end}`).map(({ kind }) => kind)).toEqual(['copy-start', 'copy-end']);
    }
  });

  test('keeps bytes that are not UTF-8', () => {
    const events = read(
      Buffer.concat([Buffer.from('COPY t FROM STDIN;\n'), Buffer.from([0xff, 0x0a]), Buffer.from('\\.\n')]),
    );
    expect(events[1]).toEqual({ kind: 'data', text: '\u00ff\n' });
  });

  test.for(['COPY t TO stdout;', `COPY t FROM '/file';`, 'COPY (SELECT 1) TO stdout;', `SELECT 'copy t from stdin';`])(
    'does not follow %s',
    (statement) => {
      expect(read(statement)).toMatchObject([{ kind: 'statement' }]);
    },
  );
});

test('\\restrict and \\unrestrict are passed over', () => {
  expect(texts('\\restrict aB1\n\nSELECT 1;\n\\unrestrict aB1\n')).toEqual(['SELECT 1']);
});

describe('refused with file and line', () => {
  test.for([
    ['\n\\connect other\n', 'dump.sql:2', 'PSQL_COMMAND', '--create'],
    ['SELECT 1;\n\\i more.sql', 'dump.sql:2', 'PSQL_COMMAND', 'contents'],
    ['\\copy t from x', 'dump.sql:1', 'PSQL_COMMAND', 'COPY ... FROM stdin'],
    ['\\set a 1\n', 'dump.sql:1', 'PSQL_COMMAND', 'value'],
    ['\\.\n', 'dump.sql:1', 'PSQL_COMMAND', 'there is none'],
    ['SELECT 1\n\\restrict x\n', 'dump.sql:2', 'PSQL_COMMAND', 'Remove'],
    ['COPY t FROM stdin;\n1\n', 'dump.sql:1', 'DUMP_TRUNCATED', 'cut off'],
    ['COPY t FROM stdin; SELECT 1;\n\\.\n', 'dump.sql:1', 'DUMP_COPY_LINE', 'line after'],
    [`SELECT 1;\nSELECT 'a\n`, 'dump.sql:2', 'DUMP_TRUNCATED', 'quote'],
    ['\nSELECT $$a', 'dump.sql:2', 'DUMP_TRUNCATED', 'quote'],
    ['SELECT 1;\nSELECT \0;', 'dump.sql:2', 'SQL_FILE_NUL', 'UTF8'],
    ['toc.dat\0\0\0', 'dump.sql:1', 'DUMP_NOT_A_SCRIPT', 'plain'],
    ['PGDMP\u0001\u000e', 'dump.sql:1', 'DUMP_NOT_A_SCRIPT', 'plain'],
  ] as const)('%j', ([script, place, code, hint]) => {
    expect(() => read(script)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(`${place}: `),
        code,
        hint: expect.stringContaining(hint),
      }),
    );
  });
});

test('a byte order mark is passed over', () => {
  expect(texts('\ufeffSELECT 1')).toEqual(['SELECT 1']);
});

/** Pieces of scripts that try every rule of the reader, in any order. */
const piece = fc.constantFrom(
  'SELECT 1;',
  'SELECT ',
  `'a;''b'`,
  String.raw`E'\';'`,
  `"x;"`,
  '$$;$$',
  '$t$;$$\n$t$',
  '-- c;\n',
  '/* ; /* ; */ */',
  '(',
  ')',
  ';',
  '\n',
  '\r\n',
  ' ',
  'E',
  '$',
  '-',
  '/',
  '*',
  '\\restrict a\n',
  `COPY t FROM stdin;\n1\t2\n\\.\n`,
  'COPY t FROM stdin;\n\\.\r\n',
  'COPY t FROM stdin;\n\\\\.\n\\.x\n\\\n\\.\n',
  'CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; END;',
  'ä',
  '😀',
  'SET standard_conforming_strings = off;',
);

/** The events of a script given in pieces, or what is wrong with it. */
function outcome(pieces: Uint8Array[]): unknown {
  try {
    return read(...pieces);
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

test('the events do not depend on where the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.array(fc.nat(), { maxLength: 12 }), (parts, cuts) => {
      const bytes = Buffer.from(parts.join(''));
      const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
      const pieces = [0, ...places].map((from, index) => bytes.subarray(from, places[index]));
      const whole = outcome([bytes]);
      expect(outcome(pieces)).toEqual(whole);
      expect(outcome([...bytes].map((byte) => Buffer.of(byte)))).toEqual(whole);
    }),
    { numRuns: 2000 },
  );
});
