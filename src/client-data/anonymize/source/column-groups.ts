import type { SourceColumn } from './read-columns.ts';

/** Columns that share their values by foreign keys, and so have one rule. */
export interface ColumnGroup {
  /** The column that the others reference; its values include theirs. */
  root: SourceColumn;
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
    return { root, followers: group.filter((column) => column !== root) };
  });
  const places = new Map(columns.map((column, place) => [column, place]));
  return groups.toSorted((a, b) => (places.get(a.root) ?? 0) - (places.get(b.root) ?? 0));
}
