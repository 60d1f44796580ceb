import type { ClientBase } from 'pg';

import { insertMany } from '../insert/insert-rows.ts';
import type { ColumnPlan, TablePlan } from '../insert/table-plan.ts';
import { attempt, VIOLATION, type Failure } from './attempt.ts';

/** A column with this many values or more cannot be exhausted. */
const MOST_VALUES = 2000;

/** Combinations of values that are tried. */
const MOST_COMBINATIONS = 2000;

/** Rows of one round trip. */
const ROWS_PER_BATCH = 250;

interface RowsToAdd {
  /** What the columns are made from that cannot be exhausted. */
  chosen: readonly number[];
  /** The index of the first of these rows among all rows added to the table. */
  first: number;
  present: number;
  wanted: number;
  skipTaken: boolean;
  salt: number;
}

/**
 * Adds rows with the values that unique columns have left, if the columns can hold few values: the ends of ranges, and
 * those that were not made by chance.
 *
 * @returns the rows added, and the unique key that can have no more values than the table has rows
 */
export async function exhaustValues(
  client: ClientBase,
  plan: TablePlan,
  { chosen, first, present, salt, ...rest }: RowsToAdd,
): Promise<{ rows: number; key: string | undefined }> {
  const columns = plan.columns.map((column) => (column.distinct ? (listedColumn(column) ?? column) : column));
  const listed = [...columns.keys()].filter((i) => columns[i] !== plan.columns[i]);
  if (listed.length === 0) {
    return { rows: 0, key: undefined };
  }
  const own = listed.flatMap((i) => columns[i] ?? []);
  const all = own.reduce((product, { candidates }) => product * candidates.length, 1);
  const count = Math.min(all, MOST_COMBINATIONS);
  let [rows, refused] = [0, 0];
  for (let done = 0; done < count && present + rows < rest.wanted;) {
    const length = Math.min(ROWS_PER_BATCH, rest.wanted - present - rows, count - done);
    const statements = Array.from({ length }, (_, i) => {
      const many = { chosen: combination(chosen, columns, listed, done + i), indices: [first + done + i], ...rest };
      return insertMany({ ...plan, columns }, many, { salt, trial: 0 });
    });
    done += length;
    for (const outcome of await attempt(client, 'write', statements)) {
      rows += outcome.ok ? outcome.rows : 0;
      refused += !outcome.ok && isRefusalOf(plan, own, outcome.failure) ? 1 : 0;
    }
  }
  return { rows, key: all - refused === present + rows ? uniqueKeyOf(plan, own) : undefined };
}

/** Whether a row was refused because of the values of these columns alone. */
function isRefusalOf({ table }: TablePlan, columns: readonly ColumnPlan[], { code, constraint }: Failure): boolean {
  const check = table.checks.find(({ name }) => name === constraint);
  // The condition of a domain is not one of the table; without a name it is that no partition takes the row.
  return (
    code === VIOLATION.check &&
    constraint !== '' &&
    check?.columns.every((name) => columns.some((column) => column.name === name)) !== false
  );
}

/** The unique key of exactly these columns, if no other values than the listed ones exist. */
function uniqueKeyOf({ table }: TablePlan, columns: readonly ColumnPlan[]): string | undefined {
  return columns.every(({ countable, notNull }) => countable && notNull)
    ? table.uniques.find(
        ({ columns: keys, expressions, exclusion }) =>
          !exclusion &&
          expressions.length === 0 &&
          keys.length === columns.length &&
          columns.every(({ name }) => keys.includes(name)),
      )?.name
    : undefined;
}

/** One of all combinations of the listed columns' values, numbered like the digits of a number. */
function combination(
  chosen: readonly number[],
  columns: readonly ColumnPlan[],
  listed: readonly number[],
  number: number,
): number[] {
  const combined = [...chosen];
  let left = number;
  for (const i of listed) {
    const base = columns[i]?.candidates.length ?? 1;
    combined[i] = left % base;
    left = Math.floor(left / base);
  }
  return combined;
}

/** The column with a candidate for each of its values; undefined if it has too many. */
function listedColumn(column: ColumnPlan): ColumnPlan | undefined {
  const { source, candidates, accepted, sometimesAccepted } = column;
  const usable =
    accepted === null ? candidates : [...accepted, ...sometimesAccepted].flatMap((number) => candidates[number] ?? []);
  const values = new Set<string>();
  for (const { varies, sql } of source === 'candidates' ? usable : []) {
    const made = new Set(
      Array.from({ length: varies ? MOST_VALUES : 1 }, (_, i) => sql({ cell: i, row: i, index: i, ordinal: 0 })),
    );
    if (made.size === MOST_VALUES) {
      return undefined;
    }
    made.forEach((value) => values.add(value));
  }
  return values.size === 0
    ? undefined
    : { ...column, candidates: [...values].map((sql) => ({ role: 'hint', varies: false, sql: () => sql })) };
}
