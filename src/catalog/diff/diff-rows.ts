import { compareTexts } from '../snapshot/snapshot-builder.ts';
import type { RowChange } from './snapshot-diff.ts';
import type { TableRows } from '../snapshot/rows.ts';

/**
 * The tables whose rows differ. A column on only one side is a difference of the schema: then the rows are equal if all
 * columns on both sides have the same values.
 */
export function diffRows(before: readonly TableRows[], after: readonly TableRows[]): RowChange[] {
  if (before === after) {
    return [];
  }
  const earlier = new Map(before.map((rows) => [rows.table, rows]));
  const later = new Map(after.map((rows) => [rows.table, rows]));
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .toSorted(compareTexts)
    .flatMap((table) => changeOf(table, earlier.get(table), later.get(table)) ?? []);
}

function changeOf(table: string, was: TableRows | undefined, is: TableRows | undefined): RowChange | undefined {
  if (was === is) {
    return undefined;
  }
  if (was === undefined || is === undefined) {
    const lost = was?.count ?? 0;
    const added = is?.count ?? 0;
    const change = { table, before: was?.count ?? null, after: is?.count ?? null, lost, added, columns: [] };
    return lost + added === 0 ? undefined : change;
  }
  const columns = differingColumns(was, is);
  const sameColumns = was.count === 0 || is.count === 0 || columnNames(was) === columnNames(is);
  if (was.count === is.count && columns.length === 0 && (!sameColumns || was.digest === is.digest)) {
    return undefined;
  }
  const [lost, added] = sameColumns ? [surplus(was, is), surplus(is, was)] : [null, null];
  return { table, before: was.count, after: is.count, lost, added, columns };
}

function columnNames({ columns }: TableRows): string {
  return Object.keys(columns).toSorted(compareTexts).join('\n');
}

function differingColumns(was: TableRows, is: TableRows): string[] {
  return Object.keys(was.columns)
    .filter((column) => is.columns[column] !== undefined && is.columns[column] !== was.columns[column])
    .toSorted(compareTexts);
}

/** The number of rows of one side without an equal row on the other; null if there are no hashes of single rows. */
function surplus({ hashes }: TableRows, other: TableRows): number | null {
  if (hashes === null || other.hashes === null) {
    return null;
  }
  const left = new Map<string, number>();
  for (const hash of other.hashes) {
    left.set(hash, (left.get(hash) ?? 0) + 1);
  }
  let count = 0;
  for (const hash of hashes) {
    const rest = left.get(hash) ?? 0;
    count += Number(rest <= 0);
    left.set(hash, rest - 1);
  }
  return count;
}
