import type { ClientBase } from 'pg';

import { attempt, VIOLATION, type Failure } from './attempt.ts';
import { insertRows } from '../insert/insert-rows.ts';
import { settlePicks } from './settle-picks.ts';
import { mix } from '../random/hash.ts';
import { PICK, preferences, type TablePlan } from '../insert/table-plan.ts';
import type { ForeignKeyShape } from '../schema/table-shape.ts';

/** Trials of one row. Each is a round trip. */
const TRIALS = 24;

/** Trials before this one have been made with all rows. */
const FIRST_TRIAL = 2;

interface State {
  picks: number[];
  trial: number;
  shift: number;
}

interface Terms {
  salt: number;
  /** Foreign keys that stay NULL. */
  without: ReadonlySet<ForeignKeyShape>;
}

export type Found = { rows: number } | { failure: Failure };

/**
 * Looks for a row that the server takes after what was planned has failed: each failure tells which columns to make
 * another way. What works is remembered in the plan.
 */
export async function searchRow(
  client: ClientBase,
  plan: TablePlan,
  index: number,
  failed: Failure,
  { salt, without }: Terms,
): Promise<Found> {
  const row = plan.rows[index];
  const state: State = { picks: [...(row?.picks ?? [])], trial: FIRST_TRIAL, shift: 0 };
  let failure = failed;
  for (let trial = 0; trial < TRIALS; trial += 1) {
    if (!change(plan, index, state, failure, trial)) {
      break;
    }
    const sql = insertRows(
      plan,
      [{ index, picks: state.picks }],
      { salt, trial: state.trial },
      { without, shift: state.shift },
    );
    const [outcome] = await attempt(client, 'write', [sql]);
    if (outcome?.ok === true && outcome.rows > 0) {
      if (row !== undefined) {
        row.picks = state.picks;
      }
      return { rows: outcome.rows };
    }
    failure = outcome?.ok === false ? outcome.failure : NOT_TAKEN;
  }
  return FINAL.has(failure.code) ? { failure } : settle(client, plan, index, state, failure, { salt, without });
}

/** Values that a type or trigger refuses are found by leaving out columns, half of them at a time. */
async function settle(
  client: ClientBase,
  plan: TablePlan,
  index: number,
  { picks, trial, shift }: State,
  failure: Failure,
  { salt, without }: Terms,
): Promise<Found> {
  const sqlFor = (chosen: readonly number[], more: number): string =>
    insertRows(plan, [{ index, picks: chosen }], { salt, trial: trial + more }, { without, shift });
  const settled = await settlePicks(client, plan, index, picks, sqlFor);
  const [outcome] = settled === undefined ? [] : await attempt(client, 'write', [sqlFor(settled.picks, settled.trial)]);
  const row = plan.rows[index];
  if (settled === undefined || row === undefined || outcome?.ok !== true) {
    return { failure };
  }
  row.picks = settled.picks;
  return { rows: outcome.rows };
}

/** Failures that other values of some column cannot be behind. */
const FINAL: ReadonlySet<string> = new Set([
  VIOLATION.notNull,
  VIOLATION.foreignKey,
  VIOLATION.unique,
  VIOLATION.exclusion,
]);

function checkColumns({ table }: TablePlan, { constraint }: Failure): readonly string[] {
  return table.checks.find(({ name }) => name === constraint)?.columns ?? [];
}

/** What a trigger or a rule does in silence. */
export const NOT_TAKEN: Failure = {
  code: '',
  message: 'the server reports no error, but a trigger or rule keeps the rows out',
  constraint: '',
  column: '',
};

/** Changes what the failure blames; false if there is nothing left to change. */
function change(plan: TablePlan, index: number, state: State, failure: Failure, trial: number): boolean {
  switch (failure.code) {
    case VIOLATION.unique:
    case VIOLATION.exclusion: {
      state.trial += 1;
      state.shift += 1;
      if (trial > 0) {
        repick(plan, index, state, uniqueColumns(plan, failure.constraint), (list) => list[trial % list.length]);
      }
      return true;
    }
    case VIOLATION.notNull:
      return fill(plan, index, state, failure.column);
    case VIOLATION.foreignKey: {
      const key = plan.table.foreignKeys.find(({ name }) => name === failure.constraint);
      const columns = positions(plan, key?.columns ?? []);
      state.shift += 1;
      columns.forEach((column) => {
        if (plan.columns[column]?.nullable === true) {
          state.picks[column] = PICK.absent;
        }
      });
      return trial < 4;
    }
    case VIOLATION.check: {
      if (failure.constraint === '') {
        // There is no partition for the row.
        state.trial += 1;
        return true;
      }
      const columns = positions(plan, checkColumns(plan, failure));
      repick(plan, index, state, columns, atRandom(trial));
      state.trial += trial % 2;
      return columns.length > 0;
    }
    default:
      return false;
  }
}

function fill(plan: TablePlan, index: number, state: State, name: string): boolean {
  const position = plan.columns.findIndex((column) => column.name === name);
  const column = plan.columns[position];
  const pick = column === undefined ? undefined : preferences(column, 'full', index).find((way) => way !== PICK.absent);
  if (pick === undefined || state.picks[position] === pick) {
    return false;
  }
  state.picks[position] = pick;
  return true;
}

type Chooser = (list: readonly number[], column: number) => number | undefined;

/** The further the search gets, the more unusual values are tried. */
function atRandom(trial: number): Chooser {
  return (list, column) => list[mix(mix(trial, column), 1) % Math.min(list.length, 3 + trial)];
}

function repick(plan: TablePlan, index: number, state: State, columns: readonly number[], choose: Chooser): void {
  for (const position of columns) {
    const column = plan.columns[position];
    const list = column === undefined ? [] : preferences(column, plan.rows[index]?.kind ?? 'full', index);
    const pick = list.length === 0 ? undefined : choose(list, position);
    if (pick !== undefined) {
      state.picks[position] = pick;
    }
  }
}

function positions(plan: TablePlan, names: readonly string[]): number[] {
  return plan.columns.flatMap(({ name }, i) => (names.includes(name) ? [i] : []));
}

/** The index of a partition has a name of its own. */
function uniqueColumns(plan: TablePlan, constraint: string): number[] {
  const unique = plan.table.uniques.find(({ name }) => name === constraint);
  return unique === undefined || unique.expressions.length > 0
    ? plan.columns.flatMap(({ distinct }, i) => (distinct ? [i] : []))
    : positions(plan, unique.columns);
}
