import { isUtf8 } from 'node:buffer';

import { ElementalError } from '../support/errors.ts';

/**
 * The text of an SQL file.
 *
 * @param file how messages name it
 * @throws ElementalError (kind `migration`) for what PostgreSQL would refuse with a message that explains nothing:
 *   `SQL_FILE_NUL` (the protocol ends a text at NUL), `SQL_FILE_NOT_UTF8`, `SQL_FILE_BOM` (to PostgreSQL a byte order
 *   mark is part of the first word, hence a syntax error)
 */
export function decodeSql(bytes: Uint8Array, file: string): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (startsWith(buffer, [0xff, 0xfe]) || startsWith(buffer, [0xfe, 0xff])) {
    throw new ElementalError(`${file}:1: the file is UTF-16, PostgreSQL reads UTF-8`, {
      code: 'SQL_FILE_NOT_UTF8',
      kind: 'migration',
      hint: 'Save it as UTF-8 without a byte order mark.',
    });
  }
  if (startsWith(buffer, [0xef, 0xbb, 0xbf])) {
    throw new ElementalError(`${file}:1: the file begins with a byte order mark, a syntax error to PostgreSQL`, {
      code: 'SQL_FILE_BOM',
      kind: 'migration',
      hint: 'Save it as "UTF-8" instead of "UTF-8 with BOM".',
    });
  }
  const nul = buffer.indexOf(0);
  if (nul !== -1) {
    throw new ElementalError(`${file}:${lineOf(buffer, nul)}: byte ${nul} is NUL, which SQL text cannot hold`, {
      code: 'SQL_FILE_NUL',
      kind: 'migration',
      hint: 'Remove the byte; if the file is full of them, it was saved as UTF-16: save it as UTF-8.',
    });
  }
  if (!isUtf8(buffer)) {
    const at = firstInvalidByte(buffer);
    const byte = (buffer[at] ?? 0).toString(16).padStart(2, '0');
    throw new ElementalError(`${file}:${lineOf(buffer, at)}: byte ${at} (0x${byte}) is not UTF-8`, {
      code: 'SQL_FILE_NOT_UTF8',
      kind: 'migration',
      hint: `Convert the file to UTF-8, e.g. \`iconv -f WINDOWS-1252 -t UTF-8\`.`,
    });
  }
  return buffer.toString('utf8');
}

function startsWith(buffer: Buffer, bytes: number[]): boolean {
  return bytes.every((byte, index) => buffer[index] === byte);
}

function lineOf(buffer: Buffer, offset: number): number {
  let line = 1;
  for (let at = buffer.indexOf(0x0a); at !== -1 && at < offset; at = buffer.indexOf(0x0a, at + 1)) {
    line += 1;
  }
  return line;
}

/** The longest prefix that is UTF-8 ends where the fault begins: found by halving, since validity of prefixes is monotonic. */
function firstInvalidByte(buffer: Buffer): number {
  let low = 0;
  let high = buffer.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isUtf8(buffer.subarray(0, characterBoundary(buffer, middle)))) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return characterBoundary(buffer, low);
}

/** Steps back over the bytes of a character that `end` would cut in two. */
function characterBoundary(buffer: Buffer, end: number): number {
  for (let back = 1; back <= 3 && back <= end; back += 1) {
    const byte = buffer[end - back] ?? 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? end - back : end;
    }
    if (byte < 0x80) {
      break;
    }
  }
  return end;
}
