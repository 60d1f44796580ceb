import type { TableShape } from './table-shape.ts';

/** What decides the order: foreign keys name the tables that they refer to. */
interface KeyedTable {
  name: string;
  foreignKeys: readonly { parent: string }[];
}

/** Tables whose foreign keys lead round to each other, or one table by itself. */
export interface TableGroup<T extends KeyedTable = TableShape> {
  tables: readonly T[];
  /** The foreign keys that lead from a table of the group to one of the group. */
  within: ReadonlySet<T['foreignKeys'][number]>;
}

/**
 * The tables in an order in which each stands behind those that its foreign keys refer to: the strongly connected
 * components, as Tarjan's algorithm yields them.
 *
 * @see https://en.wikipedia.org/wiki/Tarjan%27s_strongly_connected_components_algorithm
 */
export function insertionOrder<T extends KeyedTable>(
  tables: readonly T[],
  counts: (key: T['foreignKeys'][number], table: T) => boolean = () => true,
): TableGroup<T>[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const indices = new Map<T, number>();
  const lows = new Map<T, number>();
  const stack: T[] = [];
  const groups: TableGroup<T>[] = [];

  const visit = (table: T): number => {
    const index = indices.size;
    indices.set(table, index);
    lows.set(table, index);
    stack.push(table);
    let low = index;
    for (const key of table.foreignKeys) {
      const parent = byName.get(key.parent);
      if (parent === undefined || !counts(key, table)) {
        continue;
      }
      if (!indices.has(parent)) {
        low = Math.min(low, visit(parent));
      } else if (stack.includes(parent)) {
        low = Math.min(low, indices.get(parent) ?? low);
      }
    }
    lows.set(table, low);
    if (low === index) {
      groups.push(group(stack.splice(stack.indexOf(table)), counts));
    }
    return low;
  };
  for (const table of tables) {
    if (!indices.has(table)) {
      visit(table);
    }
  }
  return groups;
}

function group<T extends KeyedTable>(
  tables: T[],
  counts: (key: T['foreignKeys'][number], table: T) => boolean,
): TableGroup<T> {
  const names = new Set(tables.map(({ name }) => name));
  const within = tables.flatMap((table) =>
    table.foreignKeys.filter((key) => names.has(key.parent) && counts(key, table)),
  );
  return { tables, within: new Set(within) };
}
