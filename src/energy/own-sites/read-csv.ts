import { readFile } from 'node:fs/promises';

import { UsageError } from '../../support/errors.ts';

/** A cell of a CSV file, and where it stands; both from 1. */
export interface CsvCell {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/**
 * The rows of a CSV file (RFC 4180), without those that are empty. Cells are trimmed.
 *
 * @throws UsageError `NO_SUCH_FILE`, `BAD_CSV`
 */
export async function readCsv(file: string): Promise<CsvCell[][]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`cannot read ${file}`, {
      code: 'NO_SUCH_FILE',
      hint: 'Give the path of a CSV file.',
      cause: error,
    });
  });
  return csvRows(text, file).filter((row) => row.some((cell) => cell.text !== ''));
}

/** A cell in quotes may hold commas, line ends and, doubled, quotes. */
const CELL = /[ \t]*"((?:[^"]|"")*)"[ \t]*|[^,\r\n]*/y;
const BREAK = /\r\n|\r|\n/g;

/** All rows of cells. @param file how messages name it */
export function csvRows(text: string, file: string): CsvCell[][] {
  const cell = new RegExp(CELL);
  const rows: CsvCell[][] = [[]];
  let line = 1;
  let at = text.startsWith('\u{FEFF}') ? 1 : 0;
  let lineStart = at;
  for (;;) {
    cell.lastIndex = at;
    const [taken = '', quoted] = cell.exec(text) ?? [];
    rows.at(-1)?.push({ text: (quoted?.replaceAll('""', '"') ?? taken).trim(), line, column: at - lineStart + 1 });
    for (const found of taken.matchAll(BREAK)) {
      line += 1;
      lineStart = at + found.index + found[0].length;
    }
    if (quoted === undefined && taken.trimStart().startsWith('"')) {
      throw badQuote(file, line, at - lineStart + 1, 'the quote is not closed');
    }
    at += taken.length;
    if (quoted !== undefined && at < text.length && !/[,\r\n]/.test(text[at] ?? '')) {
      throw badQuote(file, line, at - lineStart + 1, 'text after the closing quote');
    }
    if (at >= text.length) {
      return rows;
    }
    if (text[at] === ',') {
      at += 1;
      continue;
    }
    // Whatever else ends a cell ends the row.
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line += 1;
    lineStart = at;
    rows.push([]);
  }
}

function badQuote(file: string, line: number, column: number, problem: string): UsageError {
  return new UsageError(`${file}:${line}:${column}: ${problem}`, {
    code: 'BAD_CSV',
    hint: 'Put the whole cell in double quotes, and double those within it.',
  });
}
