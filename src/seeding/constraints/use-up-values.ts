import type { ClientBase } from 'pg';

import { attempt, VIOLATION, type Failure } from './attempt.ts';
import { insertMany } from '../insert/insert-many.ts';
import type { ColumnPlan, TablePlan } from '../insert/table-plan.ts';

/** Values of one way of making them that are looked at: a way that has more is not one that could be used up. */
const SAMPLES = 2000;

/** Combinations of values that are tried. */
const MOST_COMBINATIONS = 2000;

/** Rows of one round trip. */
const TOGETHER = 250;

export interface UseUpTerms {
  /** How the columns are made whose values cannot be used up. */
  picks: readonly number[];
  /** The place of the first of these rows among all that are added to the table. */
  first: number;
  present: number;
  wanted: number;
  skipTaken: boolean;
  salt: number;
}

export interface UsedUp {
  rows: number;
  /** The unique key that can have no more values than the table has rows. */
  key: string | undefined;
}

/**
 * Adds rows of what unique columns have left where they can hold few values, the ends of their ranges among them, which
 * rows have otherwise only by chance.
 */
export async function useUpValues(client: ClientBase, plan: TablePlan, terms: UseUpTerms): Promise<UsedUp> {
  const { picks, first, present, salt, ...rest } = terms;
  const columns = plan.columns.map((column) => (column.distinct ? (listedColumn(column) ?? column) : column));
  const listed = columns.flatMap((column, i) => (column === plan.columns[i] ? [] : [i]));
  const all = listed.reduce((product, i) => product * (columns[i]?.choices.length ?? 1), 1);
  const statements = Array.from({ length: listed.length === 0 ? 0 : Math.min(all, MOST_COMBINATIONS) }, (_, number) => {
    const chosen = combination(picks, columns, listed, number);
    return insertMany({ ...plan, columns }, { picks: chosen, indices: [first + number], ...rest }, { salt, trial: 0 });
  });
  const own = listed.flatMap((i) => columns[i] ?? []);
  let [rows, refused] = [0, 0];
  for (let done = 0; done < statements.length && present + rows < rest.wanted;) {
    const some = statements.slice(done, done + Math.min(TOGETHER, rest.wanted - present - rows));
    done += some.length;
    for (const outcome of await attempt(client, 'write', some)) {
      rows += outcome.ok ? outcome.rows : 0;
      refused += !outcome.ok && isRefusalOf(plan, own, outcome.failure) ? 1 : 0;
    }
  }
  return { rows, key: all - refused === present + rows ? keyOf(plan, own) : undefined };
}

/** Whether a row was refused for the values of these columns alone. */
function isRefusalOf({ table }: TablePlan, columns: readonly ColumnPlan[], { code, constraint }: Failure): boolean {
  const check = table.checks.find(({ name }) => name === constraint);
  // A domain's condition is none of the table's; a row that has no partition violates a condition without a name.
  return (
    code === VIOLATION.check &&
    constraint !== '' &&
    check?.columns.every((name) => columns.some((column) => column.name === name)) !== false
  );
}

/** The unique key that is of just these columns, if they hold no other values than those that are known. */
function keyOf({ table }: TablePlan, columns: readonly ColumnPlan[]): string | undefined {
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

/** The picks of one of all combinations, which are numbered as the digits of a number are. */
function combination(
  picks: readonly number[],
  columns: readonly ColumnPlan[],
  listed: readonly number[],
  number: number,
): number[] {
  const chosen = [...picks];
  let left = number;
  for (const i of listed) {
    const base = columns[i]?.choices.length ?? 1;
    chosen[i] = left % base;
    left = Math.floor(left / base);
  }
  return chosen;
}

/** The column with a choice for each of its values; undefined where they are too many. */
function listedColumn(column: ColumnPlan): ColumnPlan | undefined {
  const values = column.source === 'made' ? valuesOf(column) : undefined;
  return values === undefined
    ? undefined
    : { ...column, choices: values.map((sql) => ({ role: 'hint', varies: false, sql: () => sql })) };
}

function valuesOf({ choices, accepted, hopeful }: ColumnPlan): string[] | undefined {
  const allowed = accepted === null ? choices : [...accepted, ...hopeful].flatMap((number) => choices[number] ?? []);
  const found = new Set<string>();
  for (const { varies, sql } of allowed) {
    const values = new Set(
      Array.from({ length: varies ? SAMPLES : 1 }, (_, i) => sql({ cell: i, row: i, index: i, ordinal: 0 })),
    );
    if (values.size === SAMPLES) {
      return undefined;
    }
    values.forEach((value) => found.add(value));
  }
  return found.size === 0 ? undefined : [...found];
}
