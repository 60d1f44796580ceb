import { stripVTControlCharacters } from 'node:util';

export interface Column {
  title: string;
  align?: 'left' | 'right';
  /** Gives way when the table is too wide, those on the right first: long cells end in an ellipsis. */
  shrinks?: boolean;
}

const GAP = '  ';
const NARROWEST = 8;

/** Lays rows out under titles in at most `width` columns; cells may hold colours, which take no room. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width = 80): string[] {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => visibleWidth(row[index] ?? ''))));
  let excess = widths.reduce((sum, size) => sum + size, 0) + GAP.length * (columns.length - 1) - width;
  // From the right: what a row is about stands on the left, and is cut last.
  for (const [index, { shrinks }] of [...columns.entries()].toReversed()) {
    const size = widths[index] ?? 0;
    if (shrinks === true && excess > 0) {
      widths[index] = Math.max(Math.min(size, NARROWEST), size - excess);
      excess -= size - (widths[index] ?? 0);
    }
  }
  return all.map((row) =>
    columns
      .map(({ align }, index) => fit(row[index] ?? '', widths[index] ?? 0, align ?? 'left'))
      .join(GAP)
      .trimEnd(),
  );
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
