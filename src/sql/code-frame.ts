import { stripControlChars } from '../support/strip-control-chars.ts';
import type { TextPosition } from './text-position.ts';

const WIDEST = 120;

/**
 * The lines around a place with a caret under it:
 *
 * ```
 *   1 | BEGIN;
 * > 2 | CREATE TABLE site (client_id int REFERENCES client);
 *     |                                             ^
 * ```
 *
 * @param firstLine the number of the text's first line, if it is a piece of a file
 */
export function codeFrame(text: string, place: TextPosition, context = 2, firstLine = 1): string {
  const lines = text.trimEnd().split(/\r?\n/);
  const first = Math.max(firstLine, place.line - context);
  const last = Math.max(place.line, Math.min(firstLine + lines.length - 1, place.line + context));
  const digits = String(last).length;
  const shown: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const marked = number === place.line;
    const { cut, caret } = fit(
      Array.from(stripControlChars(lines[number - firstLine] ?? '')),
      marked ? place.column : 1,
    );
    shown.push(`${marked ? '>' : ' '} ${String(number).padStart(digits)} | ${cut}`.trimEnd());
    if (marked) {
      shown.push(`  ${' '.repeat(digits)} | ${caret}`);
    }
  }
  return shown.join('\n');
}

/** A window of a long line around the column, and the caret's line with tabs kept, so that the two align. */
function fit(characters: string[], column: number): { cut: string; caret: string } {
  const from = column > WIDEST - 20 ? column - Math.floor(WIDEST / 2) : 0;
  const window = characters.slice(from, from + WIDEST);
  const before = window.slice(0, Math.max(0, column - 1 - from));
  const lead = from > 0 ? '…' : '';
  const tail = from + WIDEST < characters.length ? '…' : '';
  const indent = before.map((character) => (character === '\t' ? '\t' : ' ')).join('');
  return { cut: `${lead}${window.join('')}${tail}`, caret: `${lead === '' ? '' : ' '}${indent}^` };
}
