import { quoteIdentifier } from '../sql/quote.ts';
import { ownValue, type RowToInsert } from './insert-rows.ts';
import { NUMBER, parentRows } from './parent-rows.ts';
import type { Variation } from './seeds.ts';
import { PICK, plannedParents, type TablePlan } from './table-plan.ts';
import type { ForeignKeyShape } from './table-shape.ts';

/**
 * One statement that gives a first row to each of some tables whose foreign keys lead round and may not be NULL. Keys
 * are checked at the end of a statement, so it does not matter whether they are deferrable.
 *
 * @param within the foreign keys that lead round; `without` are these and others that stay NULL for now
 *
 * https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-MODIFYING
 */
export function firstRows(
  plans: readonly TablePlan[],
  within: ReadonlySet<ForeignKeyShape>,
  without: ReadonlySet<ForeignKeyShape>,
  rowOf: (plan: TablePlan) => RowToInsert,
  variation: Variation,
): string {
  const parts = plans.flatMap((plan, i) => {
    const { clusters, ofColumn } = plannedParents(plan, without);
    const keyed = keyedColumns(plan, within);
    const row = rowOf(plan);
    const values = plan.columns.flatMap((column, position) => {
      if (keyed.has(column.name) && ofColumn[position] === undefined) {
        return [];
      }
      const own =
        column.draw !== null && row.picks[position] === PICK.draw
          ? column.draw
          : ownValue(plan, position, row, variation);
      const cluster = ofColumn[position];
      const value =
        cluster === undefined || row.picks[position] !== PICK.parent
          ? own
          : `(SELECT ${quoteIdentifier(column.name)} FROM parents_${i}_${cluster} WHERE ${NUMBER} = 0)`;
      return [`CAST(${value} AS ${column.cast}) AS ${quoteIdentifier(column.name)}`];
    });
    return [
      ...clusters.map((cluster, c) => parentRows(`parents_${i}_${c}`, plan.table, cluster)),
      `row_${i} AS MATERIALIZED (SELECT ${values.length === 0 ? '1' : values.join(', ')})`,
    ];
  });
  const inserts = plans.map((plan, i) => insertFirst(plans, plan, i, within, without));
  const last = inserts.pop() ?? '';
  return `WITH ${[...parts, ...inserts.map((insert, i) => `written_${i} AS (${insert})`)].join(', ')} ${last}`;
}

/** Which column of which table a column has its value from. */
function keyedColumns(
  plan: TablePlan,
  within: ReadonlySet<ForeignKeyShape>,
): Map<string, { parent: string; column: string }> {
  const keyed = new Map<string, { parent: string; column: string }>();
  for (const { columns, parent, parentColumns } of plan.table.foreignKeys.filter((key) => within.has(key))) {
    columns.forEach((column, i) => keyed.set(column, { parent, column: parentColumns[i] ?? '' }));
  }
  return keyed;
}

function insertFirst(
  plans: readonly TablePlan[],
  plan: TablePlan,
  number: number,
  within: ReadonlySet<ForeignKeyShape>,
  without: ReadonlySet<ForeignKeyShape>,
): string {
  const { ofColumn } = plannedParents(plan, without);
  const keyed = keyedColumns(plan, within);
  const values = plan.columns.map((column, position) => {
    const source = ofColumn[position] === undefined ? keyed.get(column.name) : undefined;
    const from = source === undefined ? number : plans.findIndex(({ table }) => table.name === source.parent);
    return `row_${from}.${quoteIdentifier(source?.column ?? column.name)}`;
  });
  const names = plan.columns.map(({ name }) => quoteIdentifier(name));
  return (
    `INSERT INTO ${plan.table.name} (${names.join(', ')}) OVERRIDING SYSTEM VALUE SELECT ${values.join(', ')} ` +
    `FROM ${plans.map((_, i) => `row_${i}`).join(' CROSS JOIN ')}`
  );
}
