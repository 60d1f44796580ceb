import { stripVTControlCharacters } from 'node:util';

export interface Column {
  title: string;
  align?: 'left' | 'right';
  /** Shrinks when the table is too wide, the rightmost first: long cells end in an ellipsis. */
  shrinks?: boolean;
  /** Never shrinks below this width. */
  atLeast?: number;
}

/** How closely columns may stand and how narrow they may become, tried in this order. */
const FITS = [
  { gap: 2, narrowest: 8 },
  { gap: 1, narrowest: 8 },
  { gap: 1, narrowest: 2 },
];

/** Lays rows out under titles in at most `width` columns where that can be; cells may hold colours, which take no room. */
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

/** The widths after those columns that may have given way, as far as needed. */
function shrink(columns: readonly Column[], widths: readonly number[], room: number, narrowest: number): number[] {
  const shrunk = [...widths];
  let excess = sum(widths) - room;
  // From the right: what a row is about stands on the left, and is cut last.
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
    // Only plain cells are shortened: cutting through a colour would leave it on.
    return `${stripVTControlCharacters(cell).slice(0, Math.max(0, width - 1))}…`;
  }
  const padding = ' '.repeat(width - size);
  return align === 'right' ? padding + cell : cell + padding;
}

function visibleWidth(cell: string): number {
  return Array.from(stripVTControlCharacters(cell)).length;
}
