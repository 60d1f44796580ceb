import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { decodeSql } from '../../src/sql/decode-sql.ts';

test('text is text, with CRLF and any character', () => {
  expect(decodeSql(Buffer.from('SELECT 1;\r\n-- ä😀\n'), 'a.sql')).toBe('SELECT 1;\r\n-- ä😀\n');
});

test.for([
  ['a byte order mark', Buffer.from('\ufeffSELECT 1'), 'SQL_FILE_BOM', 'a.sql:1: '],
  ['UTF-16', Buffer.from('\ufeffSELECT 1', 'utf16le'), 'SQL_FILE_NOT_UTF8', 'a.sql:1: the file is UTF-16'],
  ['NUL', Buffer.from('a\nb\0c'), 'SQL_FILE_NUL', 'a.sql:2: byte 3 is NUL'],
  ['Latin-1', Buffer.from('a\n\nü', 'latin1'), 'SQL_FILE_NOT_UTF8', 'a.sql:3: byte 3 (0xfc) is not UTF-8'],
] as const)('%s is refused with its line', ([, bytes, code, message]) => {
  expect(() => decodeSql(bytes, 'a.sql')).toThrow(
    expect.objectContaining({ code, kind: 'migration', message: expect.stringContaining(message) }),
  );
});

test('the offset named is that of the first byte that begins no character', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom([0xff], [0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0x80], [0xc0, 0x80]),
      fc.constantFrom('', 'x', 'ä'),
      (before, bad, after) => {
        fc.pre(!before.includes('\0') && !before.startsWith('\ufeff'));
        const bytes = Buffer.concat([Buffer.from(before), Buffer.from(bad), Buffer.from(after)]);
        expect(() => decodeSql(bytes, 'a.sql')).toThrow(new RegExp(`: byte ${Buffer.byteLength(before)} \\(0x`));
      },
    ),
  );
});
