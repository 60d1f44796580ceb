import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { orderKey } from './row-order.ts';
import { fieldsOf, lineOf } from './copy-lines.ts';
import type { DumpTable, FieldMasks } from '../tables/dump-table.ts';

/** Changes the rows of a table on their way into the file. */
export interface RowFilter {
  /** The rows to write, of complete rows each with its line end. */
  rows: (rows: Buffer) => { text: string; count: number };
  /** Statements for rows that the migrations insert with other values; once all rows have been read. */
  updates: () => string[];
  /** Rows that the migrations insert and the source does not have any more. */
  missing: () => number;
  /** Rows that were not written, since the migrations insert them. */
  skipped: () => number;
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
  const known = new MigratedRows(table, columns, migrated ?? []);
  return {
    rows: (rows) => {
      const lines = rows.toString('utf8').split('\n');
      lines.pop(); // Behind the last line end.
      const kept = known.isEmpty ? lines : lines.filter((line) => known.keeps(line));
      const written = mask === undefined ? kept : kept.map(mask);
      return { text: written.length === 0 ? '' : `${written.join('\n')}\n`, count: written.length };
    },
    updates: () => known.updates(mask),
    missing: () => known.missing,
    skipped: () => known.skipped,
  };
}

function masker(columns: readonly string[], masks: FieldMasks): (line: string) => string {
  const byPlace = columns.map((name) => masks.get(name));
  return (line) =>
    line
      .split('\t')
      .map((field, place) => {
        const mask = byPlace[place];
        if (mask === undefined || field === String.raw`\N`) {
          return field;
        }
        const [value = null] = fieldsOf(field);
        return value === null ? field : lineOf([mask(value)]);
      })
      .join('\t');
}

/** Rows that are in every migrated database: those of the source that are among them are not written again. */
class MigratedRows {
  skipped = 0;
  readonly #table: DumpTable;
  readonly #columns: readonly string[];
  readonly #key: readonly number[];
  /** How many times each row is there; a table without key may have it twice. */
  readonly #lines = new Map<string, number>();
  readonly #byKey = new Map<string, string>();
  readonly #changed: { before: string; after: string }[] = [];

  constructor(table: DumpTable, columns: readonly string[], lines: readonly string[]) {
    this.#table = table;
    this.#columns = columns;
    this.#key = (orderKey(table) ?? []).map((name) => columns.indexOf(name));
    for (const line of lines) {
      this.#lines.set(line, (this.#lines.get(line) ?? 0) + 1);
      if (this.#key.length > 0) {
        this.#byKey.set(this.#keyOf(line), line);
      }
    }
  }

  get isEmpty(): boolean {
    return this.#lines.size === 0;
  }

  get missing(): number {
    return [...this.#lines.values()].reduce((sum, times) => sum + times, 0);
  }

  keeps(line: string): boolean {
    const times = this.#lines.get(line) ?? 0;
    if (times > 0) {
      this.#found(line);
      return false;
    }
    const before = this.#key.length === 0 ? undefined : this.#byKey.get(this.#keyOf(line));
    if (before === undefined) {
      return true;
    }
    this.#found(before);
    this.#changed.push({ before, after: line });
    return false;
  }

  #found(line: string): void {
    this.skipped += 1;
    this.#lines.set(line, (this.#lines.get(line) ?? 0) - 1);
  }

  updates(mask: ((line: string) => string) | undefined): string[] {
    return this.#changed.flatMap(({ before, after }) => {
      const old = fieldsOf(before);
      const values = fieldsOf(mask === undefined ? after : mask(after));
      const set = this.#columns.flatMap((name, place) =>
        values[place] === old[place] ? [] : [`${quoteIdentifier(name)} = ${literal(values[place] ?? null)}`],
      );
      const where = this.#key.map(
        (place) => `${quoteIdentifier(this.#columns[place] ?? '')} = ${literal(old[place] ?? null)}`,
      );
      return set.length === 0 ? [] : [`UPDATE ${this.#table.sql} SET ${set.join(', ')} WHERE ${where.join(' AND ')};`];
    });
  }

  #keyOf(line: string): string {
    const fields = line.split('\t');
    return this.#key.map((place) => fields[place]).join('\t');
  }
}

function literal(value: string | null): string {
  return value === null ? 'NULL' : quoteLiteral(value);
}
