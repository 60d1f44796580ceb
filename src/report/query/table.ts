import type { QueryResult, ResultColumn } from '../../postgres/read-results.ts';
import { table, visibleWidth } from '../layout.ts';
import type { Style } from '../style.ts';
import { records } from './records.ts';

/** OIDs of numbers, which stand on the right. */
const NUMBERS = new Set([20, 21, 23, 26, 700, 701, 790, 1700]);

/** Results for a person: tables with the number of rows, or one value a line if a table is too wide; nothing is cut. */
export function tableOf(results: readonly QueryResult[], look: { style: Style; width: number }): string[] {
  return results.flatMap((result, index) => [...(index === 0 ? [] : ['']), ...one(result, look)]);
}

function one({ columns, rows, copied, tag }: QueryResult, look: { style: Style; width: number }): string[] {
  if (columns === undefined) {
    return copied === undefined ? [tag] : [copied.replace(/\n$/, '')];
  }
  const cells = rows.map((row) => row.map((value) => (value === null ? look.style.dim('NULL') : printable(value))));
  const count = `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`;
  return [...layOut(columns, cells, look.width), count];
}

function layOut(columns: readonly ResultColumn[], cells: readonly string[][], width: number): string[] {
  const titles = columns.map(({ name, type }) => ({
    title: printable(name),
    align: NUMBERS.has(type) ? ('right' as const) : ('left' as const),
  }));
  const lines = columns.length === 0 ? [] : table(titles, cells, width);
  return lines.every((line) => visibleWidth(line) <= width)
    ? lines
    : records(
        titles.map(({ title }) => title),
        cells,
        width,
      );
}

/** Control characters as escapes, so that a value is one line and cannot move the cursor. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is replaced
  return text.replaceAll(/[\u0000-\u001F\u007F-\u009F]/g, (character) =>
    character === '\n'
      ? String.raw`\n`
      : JSON.stringify(character)
          .slice(1, -1)
          .replace(/^[\u007F-\u009F]$/, escaped),
  );
}

function escaped(character: string): string {
  return String.raw`\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
