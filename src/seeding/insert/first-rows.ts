import { quoteIdentifier } from '../../sql/quote.ts';
import { ownValue, type RowToInsert } from './insert-rows.ts';
import { NUMBER, parentRows } from './parent-rows.ts';
import { parentPlan, VALUE_FROM, valueSeed, type ColumnPlan, type TablePlan, type Variation } from './table-plan.ts';
import type { ForeignKeyShape } from '../schema/table-shape.ts';

/** A column of one of the rows. */
interface Place {
  table: number;
  column: string;
}

/** For each table, the columns that get their value through a foreign key of the cycle, and the column it comes from. */
type Sources = readonly ReadonlyMap<string, Place>[];

/**
 * One statement that inserts a first row into each table of a cycle of foreign keys that may not be NULL. Keys are
 * checked at the end of the statement, so they need not be deferrable.
 *
 * @param within the foreign keys of the cycle; `without` are these and others that stay NULL for now
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
  const sources = plans.map((plan) => sourcesOf(plans, plan, within, without));
  const parts = plans.flatMap((plan, i) => {
    const { clusters, ofColumn } = parentPlan(plan, without);
    const row = rowOf(plan);
    const values = plan.columns.flatMap((column, position) => {
      const origin = originOf(sources, { table: i, column: column.name });
      if (origin.table !== i || origin.column !== column.name) {
        return [];
      }
      const cluster = ofColumn[position];
      const value =
        cluster === undefined || row.chosen[position] !== VALUE_FROM.parent
          ? madeValue(plan, column, position, row, variation, sources[i]?.has(column.name) === true)
          : `(SELECT ${quoteIdentifier(column.name)} FROM parents_${i}_${cluster} WHERE ${NUMBER} = 0)`;
      return [`CAST(${value} AS ${column.cast}) AS ${quoteIdentifier(column.name)}`];
    });
    return [
      ...clusters.map((cluster, c) => parentRows(`parents_${i}_${c}`, plan.table, cluster)),
      `row_${i} AS MATERIALIZED (SELECT ${values.length === 0 ? '1' : values.join(', ')})`,
    ];
  });
  const inserts = plans.map((plan, i) => insertFirst(plans, plan, i, sources));
  const last = inserts.pop() ?? '';
  return `WITH ${[...parts, ...inserts.map((insert, i) => `written_${i} AS (${insert})`)].join(', ')} ${last}`;
}

function sourcesOf(
  plans: readonly TablePlan[],
  plan: TablePlan,
  within: ReadonlySet<ForeignKeyShape>,
  without: ReadonlySet<ForeignKeyShape>,
): ReadonlyMap<string, Place> {
  const outside = new Set(parentPlan(plan, without).clusters.flatMap(({ columns }) => columns));
  const sources = new Map<string, Place>();
  for (const key of plan.table.foreignKeys.filter((each) => within.has(each))) {
    const table = plans.findIndex((other) => other.table.name === key.parent);
    key.columns.forEach((column, i) => {
      if (!outside.has(column)) {
        sources.set(column, { table, column: key.parentColumns[i] ?? '' });
      }
    });
  }
  return sources;
}

/** The column in which a value is made. If columns only refer to each other, it is the first by table and name. */
function originOf(sources: Sources, place: Place): Place {
  const passed: Place[] = [];
  let at = place;
  for (;;) {
    const { table, column } = at;
    const since = passed.findIndex((other) => other.table === table && other.column === column);
    if (since !== -1) {
      return passed.slice(since).toSorted((a, b) => a.table - b.table || (a.column < b.column ? -1 : 1))[0] ?? at;
    }
    passed.push(at);
    const next = sources[table]?.get(column);
    if (next === undefined) {
      return at;
    }
    at = next;
  }
}

/** A column that finally refers to itself has no parent to take a value from. */
function madeValue(
  plan: TablePlan,
  column: ColumnPlan,
  position: number,
  row: RowToInsert,
  variation: Variation,
  refersToItself: boolean,
): string {
  if (column.nextval !== null && (refersToItself || row.chosen[position] === VALUE_FROM.sequence)) {
    return column.nextval;
  }
  return refersToItself
    ? (column.candidates[0]?.sql(valueSeed(plan, position, row.index, variation)) ?? 'NULL')
    : ownValue(plan, position, row, variation);
}

function insertFirst(plans: readonly TablePlan[], plan: TablePlan, number: number, sources: Sources): string {
  const values = plan.columns.map(({ name }) => {
    const origin = originOf(sources, { table: number, column: name });
    return `row_${origin.table}.${quoteIdentifier(origin.column)}`;
  });
  const names = plan.columns.map(({ name }) => quoteIdentifier(name));
  return (
    `INSERT INTO ${plan.table.name} (${names.join(', ')}) OVERRIDING SYSTEM VALUE SELECT ${values.join(', ')} ` +
    `FROM ${plans.map((_, i) => `row_${i}`).join(' CROSS JOIN ')}`
  );
}
