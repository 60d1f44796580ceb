import { stripVTControlCharacters } from 'node:util';

import { visibleWidth } from '../layout.ts';

/** Rows as blocks of one value a line under their number; long values go on in further lines. */
export function records(titles: readonly string[], rows: readonly (readonly string[])[], width: number): string[] {
  const widest = Math.min(Math.max(...titles.map(visibleWidth)), Math.floor(width / 2));
  return rows.flatMap((row, index) => [
    `row ${index + 1}`,
    ...titles.flatMap((title, at) => labelled(title, row[at] ?? '', { widest, width })),
  ]);
}

/** A title and its value in lines of at most `width` columns, without cutting anything. */
export function labelled(title: string, value: string, { widest, width }: { widest: number; width: number }): string[] {
  const indent = ' '.repeat(widest + 4);
  const titles = visibleWidth(title) > widest ? pieces(title, width - 2).map((piece) => `  ${piece}`) : [];
  const first = titles.length > 0 ? indent : `  ${title}${' '.repeat(widest - visibleWidth(title) + 2)}`;
  const room = width - indent.length;
  // Colours are removed first: cutting one would leave it on.
  const values = visibleWidth(value) > room ? pieces(stripVTControlCharacters(value), room) : [value];
  return [...titles, ...values.map((piece, index) => `${index === 0 ? first : indent}${piece}`.trimEnd())];
}

/** A text in pieces of at most `size` characters. */
export function pieces(text: string, size: number): string[] {
  const characters = Array.from(text);
  const count = Math.ceil(characters.length / size);
  return Array.from({ length: count }, (_, index) => characters.slice(index * size, (index + 1) * size).join(''));
}
