import type { SourceColumn } from './read-columns.ts';

/** Columns that share their values by foreign keys, and so have one rule. */
export interface ColumnGroup {
  /** A column that the others reference. */
  root: SourceColumn;
  /** The columns that together hold all values: the root, and those whose values need not be there. */
  sources: readonly SourceColumn[];
  /** The columns that follow it, in the order of the tables. */
  followers: readonly SourceColumn[];
}

/**
 * Columns as they hang together by foreign keys: each referenced column with all that reference it, directly or by others.
 * A column that references two others joins their groups. The root is a column that references none.
 */
export function groupColumns(columns: readonly SourceColumn[]): ColumnGroup[] {
  const byId = new Map(columns.map((column) => [column.id, column]));
  const leaders = new Map(columns.map(({ id }) => [id, id]));
  const leaderOf = (id: string): string => {
    const next = leaders.get(id) ?? id;
    return next === id ? id : leaderOf(next);
  };
  const referencing = new Set<string>();
  for (const table of new Set(columns.map((column) => column.table))) {
    for (const { columns: own, parent, parentColumns } of table.foreignKeys) {
      for (const [at, name] of own.entries()) {
        const [from, to] = [`${table.id}.${name}`, `${parent}.${parentColumns[at] ?? ''}`];
        if (byId.has(from) && byId.has(to) && from !== to) {
          referencing.add(from);
          leaders.set(leaderOf(from), leaderOf(to));
        }
      }
    }
  }
  const members = new Map<string, SourceColumn[]>();
  for (const column of columns) {
    const leader = leaderOf(column.id);
    members.set(leader, [...(members.get(leader) ?? []), column]);
  }
  const groups = [...members.values()].map((group) => {
    const root = group.find(({ id }) => !referencing.has(id)) ?? group[0];
    if (root === undefined) {
      throw new Error('a group has at least one column');
    }
    const followers = group.filter((column) => column !== root);
    return { root, sources: [root, ...followers.filter((column) => !isCovered(column, root, byId))], followers };
  });
  const places = new Map(columns.map((column, place) => [column, place]));
  return groups.toSorted((a, b) => (places.get(a.root) ?? 0) - (places.get(b.root) ?? 0));
}

/**
 * Whether foreign keys prove that the root holds each value of a column: checked ones, without a NULL beside it, by which a
 * key over several columns is not looked at.
 */
function isCovered(
  column: SourceColumn,
  root: SourceColumn,
  byId: ReadonlyMap<string, SourceColumn>,
  seen: ReadonlySet<string> = new Set(),
): boolean {
  if (column === root) {
    return true;
  }
  if (seen.has(column.id)) {
    return false;
  }
  const { table, name } = column;
  return table.foreignKeys.some(({ columns, parent, parentColumns, validated, matchFull }) => {
    const at = columns.indexOf(name);
    const next = byId.get(`${parent}.${parentColumns[at] ?? ''}`);
    const isChecked =
      columns.length === 1 ||
      matchFull ||
      columns.every((each) => each === name || byId.get(`${table.id}.${each}`)?.isNullable === false);
    return (
      at >= 0 &&
      validated &&
      isChecked &&
      next !== undefined &&
      isCovered(next, root, byId, new Set([...seen, column.id]))
    );
  });
}
