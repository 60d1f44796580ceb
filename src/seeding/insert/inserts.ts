import { insertionOrder, type TableGroup } from '../schema/insertion-order.ts';
import type { ForeignKeyShape, TableShape } from '../schema/table-shape.ts';
import { firstRows } from './first-rows.ts';
import { insertRows, type RowToInsert } from './insert-rows.ts';
import { ROW_KINDS, type TablePlan, type Variation } from './table-plan.ts';

/** Rows that one statement inserts. */
export interface Insert {
  rows: readonly { plan: TablePlan; index: number }[];
  without: ReadonlySet<ForeignKeyShape>;
  /** Whether the rows refer to each other, so that they can only be inserted together. */
  fkCycle: boolean;
  sql: (variation: Variation) => string;
}

/** The first row in a cycle of foreign keys, which is NULL wherever it may be. */
const FIRST = ROW_KINDS.indexOf('sparse');

const NO_KEYS: ReadonlySet<ForeignKeyShape> = new Set();

/** Inserts of all rows of the plans, parents first. Rows at the bounds of their types are included only if `bounds` is set. */
export function insertsFor(plans: ReadonlyMap<TableShape, TablePlan>, bounds: boolean): Insert[] {
  return insertionOrder([...plans.keys()]).flatMap((group) => insertsOf(group, plans, bounds));
}

/** The insert of some rows of a table. */
export function rowsInsert(
  plan: TablePlan,
  indices: readonly number[],
  without: ReadonlySet<ForeignKeyShape> = NO_KEYS,
): Insert {
  const rows = indices.map((index) => rowToInsert(plan, index));
  return {
    rows: indices.map((index) => ({ plan, index })),
    without,
    fkCycle: false,
    sql: (variation) => insertRows(plan, rows, variation, { without, shift: 0 }),
  };
}

function rowToInsert(plan: TablePlan, index: number): RowToInsert {
  return { index, chosen: plan.rows[index]?.chosen ?? [] };
}

function insertsOf(
  { tables, within }: TableGroup,
  plans: ReadonlyMap<TableShape, TablePlan>,
  bounds: boolean,
): Insert[] {
  const indicesOf = ({ rows }: TablePlan): number[] =>
    rows.flatMap(({ kind, insertable }, index) =>
      insertable && (bounds || (kind !== 'low' && kind !== 'high')) ? [index] : [],
    );
  const members = tables.flatMap((table) => plans.get(table) ?? []);
  if (within.size === 0) {
    return members.flatMap((plan) => someRows(plan, indicesOf(plan)));
  }
  const required = new Set([...within].filter((key) => !members.some((plan) => canBeNull(plan, key))));
  const firsts = new Map(
    members.map((plan) => [plan, plan.rows[FIRST]?.insertable === true ? FIRST : (indicesOf(plan)[0] ?? FIRST)]),
  );
  const firstOf = (plan: TablePlan): number => firsts.get(plan) ?? FIRST;
  const first = insertionOrder(tables, (key) => required.has(key)).flatMap((cycle): Insert[] => {
    const inCycle = cycle.tables.flatMap((table) => plans.get(table) ?? []);
    const without = new Set([...within].filter((key) => !required.has(key) || cycle.within.has(key)));
    if (cycle.within.size === 0) {
      return inCycle.map((plan) => rowsInsert(plan, [firstOf(plan)], without));
    }
    return [
      {
        rows: inCycle.map((plan) => ({ plan, index: firstOf(plan) })),
        without,
        fkCycle: true,
        sql: (variation) =>
          firstRows(inCycle, cycle.within, without, (plan) => rowToInsert(plan, firstOf(plan)), variation),
      },
    ];
  });
  const rest = members.flatMap((plan) =>
    someRows(
      plan,
      indicesOf(plan).filter((index) => index !== firstOf(plan)),
    ),
  );
  return [...first, ...rest];
}

function someRows(plan: TablePlan, indices: readonly number[]): Insert[] {
  return indices.length === 0 ? [] : [rowsInsert(plan, indices)];
}

/** Whether a foreign key of the table may be NULL. */
function canBeNull({ table, columns }: TablePlan, key: ForeignKeyShape): boolean {
  return (
    table.foreignKeys.includes(key) && columns.some(({ name, nullable }) => nullable && key.columns.includes(name))
  );
}
