import { closestName } from '../../support/closest-name.ts';
import { UsageError } from '../../support/errors.ts';
import type { CsvCell } from './read-csv.ts';

/** How many problems an error lists. */
const LISTED = 10;

/** Collects what is wrong with a file, so that all of it is reported at once, each with its line and column. */
export interface CsvProblems {
  add(cell: Pick<CsvCell, 'line' | 'column'>, problem: string): void;
  /** @throws UsageError with the code, if there is any problem */
  throwIfAny(code: string, hint: string): void;
}

export function csvProblems(file: string): CsvProblems {
  const found: string[] = [];
  return {
    add: ({ line, column }, problem) => void found.push(`${file}:${line}:${column}: ${problem}`),
    throwIfAny(code, hint) {
      if (found.length > 0) {
        const more = found.length > LISTED ? [`and ${found.length - LISTED} more`] : [];
        throw new UsageError([...found.slice(0, LISTED), ...more].join('\n'), { code, hint });
      }
    },
  };
}

/**
 * The number of each named column in the header; the first name of each list is the one that messages use. A column of
 * another name is a problem, since it may be misspelt; with `others`, only if it is like a known one.
 */
export function columnsOf(
  header: readonly CsvCell[],
  names: Readonly<Record<string, readonly string[]>>,
  { optional, others = false }: { optional: readonly string[]; others?: boolean },
  problems: CsvProblems,
): ReadonlyMap<string, number> {
  const known = Object.values(names).flat();
  const plain = header.map(({ text }) => text.toLowerCase().replaceAll(/[\s-]+/g, '_'));
  const columns = new Map<string, number>();
  for (const [at, text] of plain.entries()) {
    const cell = header[at] ?? { line: 1, column: 1, text };
    const spellings = Object.values(names).find((each) => each.includes(text));
    const meant = spellings === undefined ? closestName(text, known) : undefined;
    if (spellings === undefined && (meant !== undefined || !others)) {
      const those = `columns are ${Object.values(names)
        .flatMap(([each = '']) => each)
        .join(', ')}`;
      problems.add(cell, `unknown column "${cell.text}"; ${meant === undefined ? those : `did you mean "${meant}"?`}`);
    } else if (spellings !== undefined && plain.slice(0, at).some((before) => spellings.includes(before))) {
      problems.add(cell, `the column ${spellings[0]} is there twice`);
    }
  }
  for (const [name, spellings] of Object.entries(names)) {
    const at = plain.findIndex((text) => spellings.includes(text));
    if (at !== -1) {
      columns.set(name, at);
    } else if (!optional.includes(name)) {
      problems.add(header[0] ?? { line: 1, column: 1 }, `there is no column ${spellings[0]}`);
    }
  }
  return columns;
}

/** Cells beyond the header's are problems. */
export function addExtraCells(
  header: readonly CsvCell[],
  rows: readonly (readonly CsvCell[])[],
  problems: CsvProblems,
): void {
  for (const { [header.length]: extra } of rows) {
    if (extra !== undefined) {
      problems.add(extra, `the header has ${header.length} columns; put a cell with commas in double quotes`);
    }
  }
}
