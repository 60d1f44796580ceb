import { sqlPieces } from '../../../sql/sql-tokens.ts';
import { KEYWORDS } from './keywords.ts';

/** A piece of a line in one color. */
export interface Colored {
  text: string;
  /** Empty for what has no color of its own. */
  kind: 'keyword' | 'string' | 'number' | 'comment' | 'identifier' | '';
}

/** The lines of a text of SQL, cut where the color changes. */
export function coloredLines(sql: string): Colored[][] {
  const lines: Colored[][] = [[]];
  for (const { kind, start, end } of sqlPieces(sql)) {
    const text = sql.slice(start, end);
    const color = kind === 'word' ? (KEYWORDS.has(text.toLowerCase()) ? 'keyword' : '') : kind;
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) {
        lines.push([]);
      }
      addPiece(lines.at(-1), line.replaceAll('\r', ''), color === 'blank' || color === 'sign' ? '' : color);
    }
  }
  return lines;
}

/** Neighbors of one color become one piece: fewer elements for the browser. */
function addPiece(line: Colored[] | undefined, text: string, kind: Colored['kind']): void {
  const last = line?.at(-1);
  if (last?.kind === kind) {
    last.text += text;
  } else if (text !== '') {
    line?.push({ text, kind });
  }
}
