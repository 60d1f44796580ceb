import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import type { DumpTable } from '../tables/dump-table.ts';
import { fieldsOf } from './copy-lines.ts';
import { orderKey } from './row-order.ts';

/** A row that the migrations insert, and the row of the source that it has become. */
interface ChangedRow {
  before: string;
  after: string;
  /** The key that both have. */
  key: readonly number[];
}

/** A row of the migrations that must go before other rows come. */
interface ReplacedRow {
  before: string;
  /** The key that another row of the source has. */
  key: readonly number[];
}

/** Types whose defaults are mostly random, or the time. */
const VOLATILE = new Set(['uuid', 'timestamp with time zone', 'timestamp without time zone']);

type Mask = ((line: string) => string) | undefined;

/**
 * Rows that are in every migrated database, and what the source has of them. All rows of the source are looked at once, then once more
 * for writing: a row of the migrations is found by each of its unique keys, and the first key counts most.
 */
export class ChangedRows {
  /** Rows of the source that the migrations insert, perhaps with other values. */
  skipped = 0;
  readonly #table: DumpTable;
  readonly #columns: readonly string[];
  /** The unique keys by the places of their columns; the one that orders the rows first. */
  readonly #keys: readonly (readonly number[])[];
  /** How many times each row is there; a table without key may have it twice. */
  readonly #lines = new Map<string, number>();
  readonly #found = new Map<string, number>();
  /** For each key, the rows of the migrations by its values, and those of the source that have the same. */
  readonly #holders: readonly Map<string, string>[];
  readonly #candidates: readonly Map<string, string>[];
  #changed: readonly ChangedRow[] = [];
  #replaced: readonly ReplacedRow[] = [];
  #missing: readonly string[] = [];
  #updated = new Set<string>();

  /** @param lines the rows that the migrations insert, as COPY writes them */
  constructor(table: DumpTable, columns: readonly string[], lines: readonly string[]) {
    this.#table = table;
    this.#columns = columns;
    const first = orderKey(table);
    const keys = table.keys.map((key) => key.columns).filter((key) => key !== first);
    this.#keys = (first === undefined ? keys : [first, ...keys])
      .map((key) => key.map((name) => columns.indexOf(name)))
      .filter((places) => !places.includes(-1));
    this.#holders = this.#keys.map(() => new Map<string, string>());
    this.#candidates = this.#keys.map(() => new Map<string, string>());
    for (const line of lines) {
      this.#lines.set(line, (this.#lines.get(line) ?? 0) + 1);
      this.#eachKey(line, (values, at) => this.#holders[at]?.set(values, line));
    }
  }

  get isEmpty(): boolean {
    return this.#lines.size === 0;
  }

  /** Looks at a row of the source. */
  look(line: string): void {
    if (this.#lines.has(line)) {
      this.#found.set(line, (this.#found.get(line) ?? 0) + 1);
    }
    this.#eachKey(line, (values, at) => {
      const before = this.#holders[at]?.get(values);
      if (before !== undefined) {
        this.#candidates[at]?.set(before, line);
      }
    });
  }

  /** To be called when all rows have been looked at: decides what becomes of each row of the migrations. */
  decide(): void {
    const open = new Set([...this.#lines.keys()].filter((line) => !this.#found.has(line)));
    const taken = new Set(this.#found.keys());
    const changed = new Map<string, ChangedRow>();
    for (const [at, key] of this.#keys.entries()) {
      for (const before of open) {
        const after = this.#candidates[at]?.get(before);
        if (after !== undefined && !taken.has(after)) {
          changed.set(before, { before, after, key });
          taken.add(after);
          open.delete(before);
        }
      }
    }
    const replaced = [...open].flatMap((before) => this.#replacedBy(before) ?? []);
    const renumbered = [...changed.values()].filter((row) => this.#changesIdentity(row));
    renumbered.forEach(({ before }) => changed.delete(before));
    const { ordered, circular } = this.#inOrder(changed);
    this.#changed = ordered;
    this.#replaced = [...replaced, ...renumbered, ...circular];
    const gone = new Set(replaced.map(({ before }) => before));
    this.#missing = [...open].filter((line) => !gone.has(line));
    this.#updated = new Set(ordered.map(({ after }) => after));
  }

  /** Whether a row has another number that UPDATE cannot set: it is removed and inserted. */
  #changesIdentity({ before, after }: ChangedRow): boolean {
    const [old, values] = [fieldsOf(before), fieldsOf(after)];
    const fixed = this.#table.columns.filter(({ alwaysIdentity }) => alwaysIdentity);
    return fixed.map(({ name }) => this.#columns.indexOf(name)).some((place) => old[place] !== values[place]);
  }

  /** A row that is not in the source any more, if one of its keys belongs to another row there. */
  #replacedBy(before: string): ReplacedRow | undefined {
    const at = this.#candidates.findIndex((candidates) => candidates.has(before));
    const key = this.#keys[at];
    return key === undefined ? undefined : { before, key };
  }

  /**
   * Changes in an order in which each unique value is free when a row takes it. In a circle, such as two rows that exchange their
   * names, one row is removed and inserted.
   */
  #inOrder(changed: ReadonlyMap<string, ChangedRow>): { ordered: ChangedRow[]; circular: ReplacedRow[] } {
    const ordered: ChangedRow[] = [];
    const circular = new Map<string, ReplacedRow>();
    const entered = new Set<string>();
    const left = new Set<string>();
    const visit = (row: ChangedRow): void => {
      entered.add(row.before);
      this.#eachKey(row.after, (values, at) => {
        const holder = this.#holders[at]?.get(values);
        const other = holder === undefined ? undefined : changed.get(holder);
        if (other === undefined || other === row || left.has(other.before)) {
          return;
        }
        if (entered.has(other.before)) {
          circular.set(other.before, { before: other.before, key: other.key });
        } else {
          visit(other);
        }
      });
      left.add(row.before);
      ordered.push(row);
    };
    for (const row of changed.values()) {
      if (!entered.has(row.before)) {
        visit(row);
      }
    }
    return { ordered: ordered.filter(({ before }) => !circular.has(before)), circular: [...circular.values()] };
  }

  /** Whether a row of the source is to be written. */
  keeps(line: string): boolean {
    const times = this.#lines.get(line) ?? 0;
    if (times > 0) {
      this.#lines.set(line, times - 1);
    }
    const isThere = times > 0 || this.#updated.has(line);
    this.skipped += isThere ? 1 : 0;
    return !isThere;
  }

  /** Rows of the migrations that the file changes, or replaces by others. */
  get updated(): number {
    return this.#changed.length + this.#replaced.length;
  }

  /** Rows of the migrations that are not in the source, once all rows have been written. */
  get missing(): number {
    return [...this.#lines.values()].reduce((sum, times) => sum + times, 0) - this.updated;
  }

  /** Statements ahead of the rows: they free the values that the rows have. */
  before(mask: Mask): string[] {
    const own = this.#ownReferences();
    return [
      ...this.#replaced.map(({ before, key }) => this.#delete(fieldsOf(before), key)),
      ...this.#changed.flatMap((row) => this.#update(row, mask, (name) => !own.has(name))),
    ];
  }

  /** Statements behind the rows: references to other rows of the table. */
  after(mask: Mask): string[] {
    const own = this.#ownReferences();
    return this.#changed.flatMap((row) => this.#update(row, mask, (name) => own.has(name)));
  }

  /**
   * Statements for rows that are not in the source, behind the rows of all tables. Without a key a row cannot be named, nor by a
   * key that may be random.
   */
  deletes(): string[] {
    const names = orderKey(this.#table) ?? [];
    const random = this.#table.columns.filter(({ hasDefault, baseType }) => hasDefault && VOLATILE.has(baseType));
    const key = names.length === 0 || random.some(({ name }) => names.includes(name)) ? undefined : this.#keys[0];
    return key === undefined ? [] : this.#missing.map((line) => this.#delete(fieldsOf(line), key));
  }

  #update({ before, after, key }: ChangedRow, mask: Mask, isSet: (column: string) => boolean): string[] {
    const old = fieldsOf(before);
    const values = fieldsOf(mask === undefined ? after : mask(after));
    const set = this.#columns.flatMap((name, place) =>
      values[place] === old[place] || !isSet(name)
        ? []
        : [`${quoteIdentifier(name)} = ${literal(values[place] ?? null)}`],
    );
    // Behind the rows, the other columns have their new values.
    const isNew = key.some((place) => isSet(this.#columns[place] ?? ''));
    const where = this.#where(isNew ? old : values, key);
    return set.length === 0 ? [] : [`UPDATE ${this.#table.sql} SET ${set.join(', ')} WHERE ${where};`];
  }

  #delete(values: readonly (string | null)[], key: readonly number[]): string {
    return `DELETE FROM ${this.#table.sql} WHERE ${this.#where(values, key)};`;
  }

  #where(values: readonly (string | null)[], key: readonly number[]): string {
    return key
      .map((place) => `${quoteIdentifier(this.#columns[place] ?? '')} = ${literal(values[place] ?? null)}`)
      .join(' AND ');
  }

  /** The columns that refer to rows of the same table. */
  #ownReferences(): Set<string> {
    const { id, foreignKeys } = this.#table;
    return new Set(foreignKeys.flatMap(({ parent, columns }) => (parent === id ? columns : [])));
  }

  /** Calls with the values of each unique key of a row that has no NULL in it. */
  #eachKey(line: string, work: (values: string, at: number) => void): void {
    const fields = this.#keys.length === 0 ? [] : line.split('\t');
    for (const [at, key] of this.#keys.entries()) {
      const values = key.map((place) => fields[place] ?? '');
      if (!values.includes(String.raw`\N`)) {
        work(values.join('\t'), at);
      }
    }
  }
}

function literal(value: string | null): string {
  return value === null ? 'NULL' : quoteLiteral(value);
}
