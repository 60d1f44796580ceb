import { quoteIdentifier } from '../../sql/quote.ts';
import { ownValue } from './insert-rows.ts';
import { NUMBER, parentRows } from './parent-rows.ts';
import type { Variation } from './seeds.ts';
import { PICK, plannedParents, type TablePlan } from './table-plan.ts';
import type { ForeignKeyShape } from '../schema/table-shape.ts';

/** More rows of a parent than these are not looked at for one statement. */
const PARENTS_LOOKED_AT = 10_000;

const NONE: ReadonlySet<ForeignKeyShape> = new Set();

/** The column that numbers the rows of one statement. */
const ROW = 'elementaldb_row';

/** Which rows one statement is to add. */
export interface ManyRows {
  /** How each column is made, in all of them. */
  picks: readonly number[];
  /** The places of the rows among all that are added to the table. */
  indices: readonly number[];
  /** Whether a row whose values are taken is left out, and the others not. */
  skipTaken: boolean;
  /** Rows that the table is to have: so many parents are looked at. */
  wanted: number;
}

/**
 * One INSERT for many rows that are made alike. They go round among the parents' rows; where each parent may be had only
 * once, there are as many rows as there are parents left.
 */
export function insertMany(
  plan: TablePlan,
  { picks, indices, skipTaken, wanted }: ManyRows,
  variation: Variation,
): string {
  const { clusters, ofColumn } = plannedParents(plan, NONE);
  const used = new Set<number>();
  const names: string[] = [];
  const values: string[] = [];
  const made: number[] = [];
  plan.columns.forEach(({ name }, column) => {
    const cluster = ofColumn[column];
    if (picks[column] === PICK.draw) {
      return;
    }
    names.push(quoteIdentifier(name));
    if (picks[column] === PICK.parent && cluster !== undefined) {
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
        `CAST(${ownValue(plan, column, { index, picks }, variation)} AS ${plan.columns[column]?.cast ?? 'text'})`,
    );
    return `(${[position, ...cells].join(', ')})`;
  });
  const parents = [...used].map((cluster) => ({ cluster, definition: clusters[cluster] }));
  const queries = parents.flatMap(({ cluster, definition }) =>
    definition === undefined
      ? []
      : [parentRows(`parents_${cluster}`, plan.table, definition, Math.min(wanted, PARENTS_LOOKED_AT))],
  );
  const joins = parents.map(({ cluster, definition }) => {
    const exclusive = (definition?.once.length ?? 0) > 0;
    const first = exclusive ? 0 : (indices[0] ?? 0);
    const turn = exclusive ? `v.${ROW}` : `(v.${ROW} + ${first}) % (SELECT count(*) FROM parents_${cluster})`;
    return ` JOIN parents_${cluster} p${cluster} ON p${cluster}.${NUMBER} = ${turn}`;
  });
  return (
    `${queries.length === 0 ? '' : `WITH ${queries.join(', ')} `}INSERT INTO ${plan.table.name} (${names.join(', ')}) ` +
    `SELECT ${values.join(', ')} FROM (VALUES ${lists.join(', ')}) v(${[ROW, ...made.map((column) => `c${column}`)].join(', ')})` +
    `${joins.join('')}${conflict}`
  );
}
