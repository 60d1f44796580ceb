import { quoteIdentifier } from '../../sql/quote.ts';
import type { ForeignKeyShape } from '../schema/table-shape.ts';
import { isExclusive, NUMBER, parentRows, TOTAL } from './parent-rows.ts';
import { parentPlan, VALUE_FROM, valueSeed, type TablePlan, type Variation } from './table-plan.ts';

/** Which parent rows the rows of an insert refer to. */
export interface ParentChoice {
  /** Foreign keys that stay NULL, because the rows that they refer to do not exist yet. */
  without: ReadonlySet<ForeignKeyShape>;
  /** Added to the number of the parent row. */
  shift: number;
}

/** A row to insert: its index among the rows of the table, and what each column is made from. */
export interface RowToInsert {
  index: number;
  chosen: readonly number[];
}

/** One INSERT of some rows. A row without a parent row to refer to has NULL there. */
export function insertRows(
  plan: TablePlan,
  rows: readonly RowToInsert[],
  variation: Variation,
  parents: ParentChoice,
): string {
  const { clusters, ofColumn } = parentPlan(plan, parents.without);
  const used = new Set<number>();
  const lists = rows.map((row, position) =>
    plan.columns.map(({ name }, column) => {
      const cluster = ofColumn[column];
      const definition = cluster === undefined ? undefined : clusters[cluster];
      if (row.chosen[column] !== VALUE_FROM.parent || cluster === undefined || definition === undefined) {
        return ownValue(plan, column, row, variation);
      }
      used.add(cluster);
      // If rows may share a parent, `repeat` has that of the full row, and the rows take the parents in turn.
      const number = isExclusive(definition)
        ? String(position + parents.shift)
        : `${Math.max(0, row.index - 1) + parents.shift} % ${TOTAL}`;
      return `(SELECT ${quoteIdentifier(name)} FROM parents_${cluster} WHERE ${NUMBER} = ${number})`;
    }),
  );
  if (plan.columns.length === 0) {
    // VALUES does not allow an empty list.
    return `INSERT INTO ${plan.table.name} SELECT FROM generate_series(1, ${rows.length})`;
  }
  return (
    `${withParents(plan, used, parents.without)}INSERT INTO ${plan.table.name} ` +
    `(${plan.columns.map(({ name }) => quoteIdentifier(name)).join(', ')}) ` +
    `VALUES ${lists.map((list) => `(${list.join(', ')})`).join(', ')}`
  );
}

/** The value of a column that does not come from a parent. */
export function ownValue(plan: TablePlan, column: number, row: RowToInsert, variation: Variation): string {
  const number = row.chosen[column] ?? VALUE_FROM.null;
  if (number === VALUE_FROM.sequence) {
    return 'DEFAULT';
  }
  return number < 0
    ? 'NULL'
    : (plan.columns[column]?.candidates[number]?.sql(valueSeed(plan, column, row.index, variation)) ?? 'NULL');
}

/** Parent rows that one statement reads at most. */
const MOST_PARENTS = 10_000;

/** The column that numbers the rows of one statement. */
const ROW = 'elementaldb_row';

const NO_KEYS: ReadonlySet<ForeignKeyShape> = new Set();

/** Which rows one statement adds. */
export interface ManyRows {
  /** What each column is made from, in all of them. */
  chosen: readonly number[];
  /** The indices of the rows among all rows added to the table. */
  indices: readonly number[];
  /** Whether rows whose unique values exist already are skipped instead of failing the statement. */
  skipTaken: boolean;
  /** Rows that the table is to have: as many parent rows are read. */
  wanted: number;
}

/**
 * One INSERT of many rows that are made alike. They take the parent rows in turn; if each parent row can be used only
 * once, there are at most as many rows as there are unused parent rows.
 */
export function insertMany(
  plan: TablePlan,
  { chosen, indices, skipTaken, wanted }: ManyRows,
  variation: Variation,
): string {
  const { clusters, ofColumn } = parentPlan(plan, NO_KEYS);
  const used = new Set<number>();
  const names: string[] = [];
  const values: string[] = [];
  const made: number[] = [];
  plan.columns.forEach(({ name }, column) => {
    const cluster = ofColumn[column];
    if (chosen[column] === VALUE_FROM.sequence) {
      return;
    }
    names.push(quoteIdentifier(name));
    if (chosen[column] === VALUE_FROM.parent && cluster !== undefined) {
      used.add(cluster);
      values.push(`p${cluster}.${quoteIdentifier(name)}`);
    } else {
      made.push(column);
      values.push(`v.c${column}`);
    }
  });
  const conflict = skipTaken ? ' ON CONFLICT DO NOTHING' : '';
  if (names.length === 0) {
    return `INSERT INTO ${plan.table.name} SELECT FROM generate_series(1, ${indices.length})${conflict}`;
  }
  const lists = indices.map((index, position) => {
    const cells = made.map(
      (column) =>
        `CAST(${ownValue(plan, column, { index, chosen }, variation)} AS ${plan.columns[column]?.cast ?? 'text'})`,
    );
    return `(${[position, ...cells].join(', ')})`;
  });
  const joins = [...used].map((cluster) => {
    const definition = clusters[cluster];
    const turn =
      definition !== undefined && isExclusive(definition)
        ? `v.${ROW}`
        : `(v.${ROW} + ${indices[0] ?? 0}) % (SELECT count(*) FROM parents_${cluster})`;
    return ` JOIN parents_${cluster} p${cluster} ON p${cluster}.${NUMBER} = ${turn}`;
  });
  return (
    `${withParents(plan, used, NO_KEYS, Math.min(wanted, MOST_PARENTS))}INSERT INTO ${plan.table.name} ` +
    `(${names.join(', ')}) SELECT ${values.join(', ')} FROM (VALUES ${lists.join(', ')}) ` +
    `v(${[ROW, ...made.map((column) => `c${column}`)].join(', ')})${joins.join('')}${conflict}`
  );
}

/** The WITH clause of the parent rows of some clusters. */
function withParents(
  plan: TablePlan,
  used: ReadonlySet<number>,
  without: ReadonlySet<ForeignKeyShape>,
  wanted?: number,
): string {
  const queries = parentPlan(plan, without).clusters.flatMap((cluster, i) =>
    used.has(i) ? [parentRows(`parents_${i}`, plan.table, cluster, wanted)] : [],
  );
  return queries.length === 0 ? '' : `WITH ${queries.join(', ')} `;
}
