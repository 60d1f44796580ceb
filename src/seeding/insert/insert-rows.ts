import { quoteIdentifier } from '../../sql/quote.ts';
import { NUMBER, parentRows, TOTAL, type Cluster } from './parent-rows.ts';
import { seedOf, type Variation } from './seeds.ts';
import { PICK, plannedParents, type TablePlan } from './table-plan.ts';
import type { ForeignKeyShape } from '../schema/table-shape.ts';

/** Which parent's row the rows of an insert refer to. */
export interface ParentChoice {
  /** Foreign keys that stay NULL, because the rows that they refer to are yet to come. */
  without: ReadonlySet<ForeignKeyShape>;
  /** Added to the number of the parent's row. */
  shift: number;
}

/** A row to insert: its place among the table's kinds of rows, and how each column is made. */
export interface RowToInsert {
  index: number;
  picks: readonly number[];
}

/** One INSERT for some of a table's rows. */
export function insertRows(
  plan: TablePlan,
  rows: readonly RowToInsert[],
  variation: Variation,
  parents: ParentChoice,
): string {
  const { clusters: found, ofColumn } = plannedParents(plan, parents.without);
  const used = new Set<number>();
  const lists = rows.map((row, position) =>
    plan.columns
      .map((_, column) => {
        const cluster = ofColumn[column];
        if (row.picks[column] === PICK.parent && cluster !== undefined) {
          used.add(cluster);
          return fromParent(plan, column, cluster, found[cluster], row.index, position, parents.shift);
        }
        return ownValue(plan, column, row, variation);
      })
      .join(', '),
  );
  const queries = [...used].map((cluster) => {
    const definition = found[cluster];
    return definition === undefined ? '' : parentRows(`parents_${cluster}`, plan.table, definition);
  });
  const names = plan.columns.map(({ name }) => quoteIdentifier(name));
  if (names.length === 0) {
    // VALUES takes no empty list.
    return `INSERT INTO ${plan.table.name} SELECT FROM generate_series(1, ${rows.length})`;
  }
  return (
    `${queries.length === 0 ? '' : `WITH ${queries.join(', ')} `}INSERT INTO ${plan.table.name} (${names.join(', ')}) ` +
    `VALUES ${lists.map((list) => `(${list})`).join(', ')}`
  );
}

/** The value of a column that does not come from a parent. */
export function ownValue(plan: TablePlan, column: number, row: RowToInsert, variation: Variation): string {
  const pick = row.picks[column] ?? PICK.absent;
  if (pick === PICK.draw) {
    return 'DEFAULT';
  }
  return pick < 0
    ? 'NULL'
    : (plan.columns[column]?.choices[pick]?.sql(seedOf(plan, column, row.index, variation)) ?? 'NULL');
}

/** Where rows may share a parent, `again` has the parent of the full row, and the rows go round among those there are. */
function fromParent(
  plan: TablePlan,
  column: number,
  cluster: number,
  definition: Cluster | undefined,
  index: number,
  position: number,
  shift: number,
): string {
  const exclusive = (definition?.once.length ?? 0) > 0;
  const number = exclusive ? String(position + shift) : `${Math.max(0, index - 1) + shift} % ${TOTAL}`;
  return `(SELECT ${quoteIdentifier(plan.columns[column]?.name ?? '')} FROM parents_${cluster} WHERE ${NUMBER} = ${number})`;
}
