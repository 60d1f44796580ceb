import { ChangedRows } from './changed-rows.ts';
import { fieldsOf, lineOf } from './copy-lines.ts';
import type { DumpTable, FieldMasks } from '../tables/dump-table.ts';

/** Changes the rows of a table on their way into the file. */
export interface RowFilter {
  /** Takes all rows before `rows` does, to compare them with those that the migrations insert; undefined if there are none. */
  look: ((rows: Buffer) => void) | undefined;
  /** Statements ahead of the rows, when all have been looked at. */
  before: () => string[];
  /** The rows to write, of complete rows each with its line end. */
  rows: (rows: Buffer) => { text: string; count: number };
  /** Statements behind the rows. */
  after: () => string[];
  /** Statements behind the rows of all tables: they remove rows of the migrations that the source does not have. */
  deletes: () => string[];
  /** Of the rows that the migrations insert: those in the source, those with other values there, and those that are not there. */
  counts: () => { skipped: number; updated: number; missing: number };
}

/**
 * The filter of a table; undefined if its rows are written as they are.
 *
 * @param migrated the rows that the migrations insert, as COPY writes them
 */
export function rowFilter(
  table: DumpTable,
  columns: readonly string[],
  masks: FieldMasks | undefined,
  migrated: readonly string[] | undefined,
): RowFilter | undefined {
  if (masks === undefined && migrated === undefined) {
    return undefined;
  }
  const mask = masks === undefined ? undefined : masker(columns, masks);
  const known = new ChangedRows(table, columns, migrated ?? []);
  return {
    look: known.isEmpty ? undefined : (rows) => linesOf(rows).forEach((line) => known.look(line)),
    before: () => {
      known.decide();
      return known.before(mask);
    },
    rows: (rows) => {
      const lines = linesOf(rows);
      const kept = known.isEmpty ? lines : lines.filter((line) => known.keeps(line));
      const written = mask === undefined ? kept : kept.map(mask);
      return { text: written.length === 0 ? '' : `${written.join('\n')}\n`, count: written.length };
    },
    after: () => known.after(mask),
    deletes: () => known.deletes(),
    counts: () => ({ skipped: known.skipped, updated: known.updated, missing: known.missing }),
  };
}

function linesOf(rows: Buffer): string[] {
  const lines = rows.toString('utf8').split('\n');
  lines.pop(); // Behind the last line end.
  return lines;
}

function masker(columns: readonly string[], masks: FieldMasks): (line: string) => string {
  const byPlace = columns.map((name) => masks.get(name));
  const places = new Map(columns.map((name, place) => [name, place]));
  return (line) => {
    const fields = line.split('\t');
    const valueOf = (column: string): string | null => {
      const [value = null] = fieldsOf(fields[places.get(column) ?? -1] ?? String.raw`\N`);
      return value;
    };
    return fields
      .map((field, place) => {
        const mask = byPlace[place];
        if (mask === undefined || field === String.raw`\N`) {
          return field;
        }
        const [value = null] = fieldsOf(field);
        return value === null ? field : lineOf([mask(value, valueOf)]);
      })
      .join('\t');
  };
}
