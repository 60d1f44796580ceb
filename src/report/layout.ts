import { stripVTControlCharacters } from 'node:util';

export interface Column {
  title: string;
  align?: 'left' | 'right';
  /** Shrinks when the table is too wide, the rightmost first: long cells end in an ellipsis. */
  shrinks?: boolean;
  /** Never shrinks below this width. */
  atLeast?: number;
}

/** Gaps between columns and their least widths, tried in this order. */
const FITS = [
  { gap: 2, narrowest: 8 },
  { gap: 1, narrowest: 8 },
  { gap: 1, narrowest: 2 },
];

/** Lays out rows under titles in at most `width` columns if possible. Colours in cells do not count as width. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width = 80): string[] {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => visibleWidth(row[index] ?? ''))));
  const fits = FITS.map(({ gap, narrowest }) => ({
    gap,
    widths: shrink(columns, widths, width - gap * (columns.length - 1), narrowest),
  }));
  const chosen = fits.find(({ gap, widths: each }) => sum(each) + gap * (columns.length - 1) <= width) ?? fits[0];
  return all.map((row) =>
    columns
      .map(({ align }, index) => fit(row[index] ?? '', chosen?.widths[index] ?? 0, align ?? 'left'))
      .join(' '.repeat(chosen?.gap ?? 2))
      .trimEnd(),
  );
}

/** The widths after columns have shrunk as far as necessary. */
function shrink(columns: readonly Column[], widths: readonly number[], available: number, narrowest: number): number[] {
  const shrunk = [...widths];
  let excess = sum(widths) - available;
  // From the right: the subject of a row is on the left, and is cut last.
  for (const [index, size] of [...widths.entries()].toReversed()) {
    if (columns[index]?.shrinks === true && excess > 0) {
      const left = Math.max(Math.min(size, Math.max(narrowest, columns[index]?.atLeast ?? 0)), size - excess);
      shrunk[index] = left;
      excess -= size - left;
    }
  }
  return shrunk;
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

function fit(cell: string, width: number, align: 'left' | 'right'): string {
  const size = visibleWidth(cell);
  if (size > width) {
    // Colours are removed first: cutting one would leave it on.
    return `${stripVTControlCharacters(cell).slice(0, Math.max(0, width - 1))}…`;
  }
  const padding = ' '.repeat(width - size);
  return align === 'right' ? padding + cell : cell + padding;
}

export function visibleWidth(cell: string): number {
  return Array.from(stripVTControlCharacters(cell)).length;
}

/** The text of a row may be megabytes long. */
const MOST_LINES = 5;

/**
 * Breaks a line that is wider than `width` at blanks, or within a word that is wider; continuation lines are indented by
 * two more. At most five lines are kept; an ellipsis stands for the rest.
 */
export function wrap(line: string, width: number): string[] {
  const indent = ' '.repeat(line.length - line.trimStart().length + 2);
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width && lines.length < MOST_LINES - 1) {
    const blank = rest.lastIndexOf(' ', width);
    const at = blank > indent.length ? blank : width;
    lines.push(rest.slice(0, at).trimEnd());
    rest = indent + rest.slice(at).trimStart();
  }
  return [...lines, rest.length > width ? `${rest.slice(0, width - 1)}…` : rest];
}
