import { firstRows } from './first-rows.ts';
import { insertRows, type RowToInsert } from './insert-rows.ts';
import { insertionOrder, type Group } from '../schema/insertion-order.ts';
import type { Variation } from './seeds.ts';
import { ROW_KINDS, type RowPlan, type TablePlan } from './table-plan.ts';
import type { ForeignKeyShape, TableShape } from '../schema/table-shape.ts';

/** A row of a plan. */
export interface PlannedRow {
  plan: TablePlan;
  index: number;
}

/** Rows that one statement inserts. */
export interface Job {
  rows: readonly PlannedRow[];
  without: ReadonlySet<ForeignKeyShape>;
  /** Whether the rows refer to each other, so that none can go without the others. */
  circle: boolean;
  sql: (variation: Variation) => string;
}

/** The row that comes first where foreign keys lead round: what it can leave NULL it does. */
const FIRST = ROW_KINDS.indexOf('sparse');

const NONE: ReadonlySet<ForeignKeyShape> = new Set();

/** What inserts all rows that the plans give, parents first; those at the bounds of their types only if `bounds` says so. */
export function jobsFor(plans: ReadonlyMap<TableShape, TablePlan>, bounds: boolean): Job[] {
  return insertionOrder([...plans.keys()]).flatMap((group) => jobsOf(group, plans, bounds));
}

/** One job for some rows of a table. */
export function rowsJob(
  plan: TablePlan,
  indices: readonly number[],
  without: ReadonlySet<ForeignKeyShape> = NONE,
): Job {
  return {
    rows: indices.map((index) => ({ plan, index })),
    without,
    circle: false,
    sql: (variation) =>
      insertRows(
        plan,
        indices.map((index) => rowToInsert(plan, index)),
        variation,
        { without, shift: 0 },
      ),
  };
}

function rowToInsert(plan: TablePlan, index: number): RowToInsert {
  return { index, picks: plan.rows[index]?.picks ?? [] };
}

function jobsOf({ tables, within }: Group, plans: ReadonlyMap<TableShape, TablePlan>, bounds: boolean): Job[] {
  const given = ({ rows }: TablePlan): number[] =>
    rows.flatMap((row: RowPlan, index) => (row.given && (bounds || !isAtBounds(row)) ? [index] : []));
  const members = tables.flatMap((table) => plans.get(table) ?? []);
  if (within.size === 0) {
    return members.flatMap((plan) => someRows(plan, given(plan), NONE));
  }
  const rigid = new Set([...within].filter((key) => !members.some((plan) => canBeAbsent(plan, key))));
  const first: Job[] = [];
  const taken = new Map<TablePlan, number>();
  for (const circle of insertionOrder(tables, (key) => rigid.has(key))) {
    const inCircle = circle.tables.flatMap((table) => plans.get(table) ?? []);
    const without = new Set([...within].filter((key) => !rigid.has(key) || circle.within.has(key)));
    for (const plan of inCircle) {
      taken.set(plan, plan.rows[FIRST]?.given === true ? FIRST : (given(plan)[0] ?? FIRST));
    }
    const indexOf = (plan: TablePlan): number => taken.get(plan) ?? FIRST;
    first.push(
      ...(circle.within.size === 0
        ? inCircle.map((plan) => rowsJob(plan, [indexOf(plan)], without))
        : [
            {
              rows: inCircle.map((plan) => ({ plan, index: indexOf(plan) })),
              without,
              circle: true,
              sql: (variation: Variation) =>
                firstRows(inCircle, circle.within, without, (plan) => rowToInsert(plan, indexOf(plan)), variation),
            },
          ]),
    );
  }
  const rest = members.flatMap((plan) =>
    someRows(
      plan,
      given(plan).filter((index) => index !== taken.get(plan)),
      NONE,
    ),
  );
  return [...first, ...rest];
}

function isAtBounds({ kind }: RowPlan): boolean {
  return kind === 'low' || kind === 'high';
}

function someRows(plan: TablePlan, indices: readonly number[], without: ReadonlySet<ForeignKeyShape>): Job[] {
  return indices.length === 0 ? [] : [rowsJob(plan, indices, without)];
}

/** Whether a table's foreign key may be left NULL. */
function canBeAbsent(plan: TablePlan, key: ForeignKeyShape): boolean {
  const nullable = new Set(plan.columns.filter((column) => column.nullable).map(({ name }) => name));
  return plan.table.foreignKeys.includes(key) && key.columns.some((name) => nullable.has(name));
}
