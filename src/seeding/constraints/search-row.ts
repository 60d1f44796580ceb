import type { ClientBase } from 'pg';

import { insertRows } from '../insert/insert-rows.ts';
import { preferences, preferredRow, VALUE_FROM, type RowKind, type TablePlan } from '../insert/table-plan.ts';
import { mix } from '../random/hash.ts';
import type { ForeignKeyShape } from '../schema/table-shape.ts';
import { attempt, isWritable, VIOLATION, type Failure } from './attempt.ts';

/** Trials of one row. Each is a round trip. */
const TRIALS = 24;

/** The trials before this one were made with all rows of the table. */
const FIRST_TRIAL = 2;

interface State {
  chosen: number[];
  trial: number;
  /** Added to the number of the parent row. */
  shift: number;
}

interface SearchOptions {
  salt: number;
  /** Foreign keys that stay NULL. */
  without: ReadonlySet<ForeignKeyShape>;
}

/** A trigger or rule keeps a row out without an error. */
export const NOT_INSERTED: Failure = {
  code: '',
  message: 'the server reports no error, but a trigger or rule keeps the rows out',
  constraint: '',
  column: '',
};

/** Failures that name their cause: other values of other columns would not help. */
const EXPLAINED: ReadonlySet<string> = new Set([
  VIOLATION.notNull,
  VIOLATION.foreignKey,
  VIOLATION.unique,
  VIOLATION.exclusion,
]);

/**
 * Inserts a row in another way after the planned one has failed: each failure tells which columns to change. The plan
 * keeps what works.
 *
 * @returns the last failure; undefined if a row was inserted
 */
export async function searchRow(
  client: ClientBase,
  plan: TablePlan,
  index: number,
  failed: Failure,
  { salt, without }: SearchOptions,
): Promise<Failure | undefined> {
  const row = plan.rows[index];
  if (row === undefined) {
    return failed;
  }
  const sqlFor = ({ chosen, trial, shift }: State): string =>
    insertRows(plan, [{ index, chosen }], { salt, trial }, { without, shift });
  const insert = async (state: State): Promise<Failure | undefined> => {
    const [outcome] = await attempt(client, 'write', [sqlFor(state)]);
    if (outcome?.ok === true && outcome.rows > 0) {
      row.chosen = state.chosen;
      return undefined;
    }
    return outcome?.ok === false ? outcome.failure : NOT_INSERTED;
  };
  const state: State = { chosen: [...row.chosen], trial: FIRST_TRIAL, shift: 0 };
  let failure = failed;
  for (let trial = 0; trial < TRIALS && change(plan, index, state, failure, trial); trial += 1) {
    const next = await insert(state);
    if (next === undefined) {
      return undefined;
    }
    failure = next;
  }
  if (EXPLAINED.has(failure.code)) {
    return failure;
  }
  // The cause may be any column. A row that is made in quite another way shows which planned values are accepted.
  const accepted = async (states: readonly State[]): Promise<boolean[]> =>
    (await attempt(client, 'try', states.map(sqlFor))).map(isWritable);
  const fallbacks = fallbackRows(plan, index).map((chosen, i): State => ({ ...state, chosen, trial: state.trial + i }));
  const fallback = fallbacks[(await accepted(fallbacks)).indexOf(true)];
  if (fallback === undefined) {
    return failure;
  }
  const planned = fallback.chosen.map((_, column) => fallback.chosen.with(column, state.chosen[column] ?? 0));
  const isAccepted = await accepted(planned.map((chosen) => ({ ...fallback, chosen })));
  const chosen = fallback.chosen.map((number, i) => (isAccepted[i] === true ? (state.chosen[i] ?? number) : number));
  return (await insert({ ...fallback, chosen })) && (await insert(fallback));
}

const FALLBACK_KINDS: readonly RowKind[] = ['sparse', 'full', 'low', 'high'];
const RANDOM_FALLBACKS = 12;

function fallbackRows(plan: TablePlan, index: number): number[][] {
  return [
    ...FALLBACK_KINDS.map((kind) => preferredRow(plan, kind, index)),
    ...Array.from({ length: RANDOM_FALLBACKS }, (_, trial) =>
      plan.columns.map((column) => {
        const list = preferences(column, 'full', index);
        return list[mix(mix(trial, column.hash), index) % Math.min(list.length, 3 + trial)] ?? VALUE_FROM.null;
      }),
    ),
  ];
}

/** Changes what the failure blames; false if there is nothing left to change. */
function change(plan: TablePlan, index: number, state: State, failure: Failure, trial: number): boolean {
  const { table } = plan;
  switch (failure.code) {
    case VIOLATION.unique:
    case VIOLATION.exclusion:
      state.trial += 1;
      state.shift += 1;
      if (trial > 0) {
        chooseAgain(plan, index, state, uniqueColumns(plan, failure.constraint), (list) => list[trial % list.length]);
      }
      return true;
    case VIOLATION.notNull:
      return fillColumn(plan, index, state, failure.column);
    case VIOLATION.foreignKey: {
      const key = table.foreignKeys.find(({ name }) => name === failure.constraint);
      state.shift += 1;
      positions(plan, key?.columns ?? [])
        .filter((column) => plan.columns[column]?.nullable === true)
        .forEach((column) => {
          state.chosen[column] = VALUE_FROM.null;
        });
      return trial < 4;
    }
    case VIOLATION.check: {
      if (failure.constraint === '') {
        // There is no partition for the row.
        state.trial += 1;
        return true;
      }
      const columns = positions(plan, table.checks.find(({ name }) => name === failure.constraint)?.columns ?? []);
      // The longer the search, the more unusual values are tried.
      chooseAgain(
        plan,
        index,
        state,
        columns,
        (list, i) => list[mix(mix(trial, i), 1) % Math.min(list.length, 3 + trial)],
      );
      state.trial += trial % 2;
      return columns.length > 0;
    }
    default:
      return false;
  }
}

function fillColumn({ columns }: TablePlan, index: number, state: State, name: string): boolean {
  const position = columns.findIndex((column) => column.name === name);
  const column = columns[position];
  const value = column && preferences(column, 'full', index).find((number) => number !== VALUE_FROM.null);
  if (value === undefined || state.chosen[position] === value) {
    return false;
  }
  state.chosen[position] = value;
  return true;
}

function chooseAgain(
  plan: TablePlan,
  index: number,
  state: State,
  columns: readonly number[],
  choose: (list: readonly number[], column: number) => number | undefined,
): void {
  for (const position of columns) {
    const column = plan.columns[position];
    const list = column === undefined ? [] : preferences(column, plan.rows[index]?.kind ?? 'full', index);
    state.chosen[position] = choose(list, position) ?? state.chosen[position] ?? VALUE_FROM.null;
  }
}

function positions(plan: TablePlan, names: readonly string[]): number[] {
  return plan.columns.flatMap(({ name }, i) => (names.includes(name) ? [i] : []));
}

/** All distinct columns if the index is not known by this name: that of a partition has its own. */
function uniqueColumns(plan: TablePlan, constraint: string): number[] {
  const unique = plan.table.uniques.find(({ name }) => name === constraint);
  return unique === undefined || unique.expressions.length > 0
    ? plan.columns.flatMap(({ distinct }, i) => (distinct ? [i] : []))
    : positions(plan, unique.columns);
}
