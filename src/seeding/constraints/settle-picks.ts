import type { ClientBase } from 'pg';

import { attempt, isWritable } from './attempt.ts';
import { mix } from '../random/hash.ts';
import { PICK, preferences, type RowKind, type TablePlan } from '../insert/table-plan.ts';

/** What a row that the server refuses may fall back to. */
const BASES: readonly RowKind[] = ['sparse', 'full', 'low', 'high'];

/** Random bases, where none of those will do. */
const RANDOM_BASES = 12;

/** Trials, each a statement, that go into finding the columns to blame. */
const TRIALS = 40;

/**
 * Finds how to make a row as planned but for the columns whose values the server refuses, when its error does not tell
 * which these are: from a row that it takes, columns go over to what is planned, half of those left at a time.
 *
 * @returns undefined if there is no row that it takes
 */
export async function settlePicks(
  client: ClientBase,
  plan: TablePlan,
  index: number,
  planned: readonly number[],
  sqlFor: (picks: readonly number[], trial: number) => string,
): Promise<{ picks: number[]; trial: number } | undefined> {
  const bases = [...BASES.map((kind) => preferred(plan, index, kind)), ...randomBases(plan, index)];
  const outcomes = await attempt(
    client,
    'try',
    bases.map((picks, trial) => sqlFor(picks, trial)),
  );
  // Each with values of its own, as the refusal may be for one that is taken.
  const trial = outcomes.findIndex(isWritable);
  const base = bases[trial];
  if (base === undefined) {
    return undefined;
  }
  let current = base;
  const groups = [planned.flatMap((pick, column) => (pick === base[column] ? [] : [column]))];
  for (let step = 0; step < TRIALS; step += 1) {
    const group = groups.shift() ?? [];
    if (group.length === 0) {
      break;
    }
    const next: number[] = current.map((pick, column) => (group.includes(column) ? (planned[column] ?? pick) : pick));
    const [outcome] = await attempt(client, 'try', [sqlFor(next, trial)]);
    if (isWritable(outcome)) {
      current = next;
    } else if (group.length > 1) {
      const half = Math.ceil(group.length / 2);
      groups.push(group.slice(0, half), group.slice(half));
    }
  }
  return { picks: current, trial };
}

function preferred(plan: TablePlan, index: number, kind: RowKind): number[] {
  return plan.columns.map((column) => preferences(column, kind, index)[0] ?? PICK.absent);
}

function randomBases(plan: TablePlan, index: number): number[][] {
  return Array.from({ length: RANDOM_BASES }, (_, trial) =>
    plan.columns.map((column) => {
      const list = preferences(column, 'full', index);
      return list[mix(mix(trial, column.hash), index) % Math.min(list.length, 3 + trial)] ?? PICK.absent;
    }),
  );
}
