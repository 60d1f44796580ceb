import type { ForeignKeyShape, TableShape } from './table-shape.ts';

/** Tables whose foreign keys lead round to each other, or one table by itself. */
export interface TableGroup {
  tables: readonly TableShape[];
  /** The foreign keys that lead from a table of the group to one of the group. */
  within: ReadonlySet<ForeignKeyShape>;
}

/**
 * The tables in an order in which each stands behind those that its foreign keys refer to: the strongly connected
 * components, as Tarjan's algorithm yields them.
 *
 * @see https://en.wikipedia.org/wiki/Tarjan%27s_strongly_connected_components_algorithm
 */
export function insertionOrder(
  tables: readonly TableShape[],
  counts: (key: ForeignKeyShape, table: TableShape) => boolean = () => true,
): TableGroup[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const indices = new Map<TableShape, number>();
  const lows = new Map<TableShape, number>();
  const stack: TableShape[] = [];
  const groups: TableGroup[] = [];

  const visit = (table: TableShape): number => {
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

function group(tables: TableShape[], counts: (key: ForeignKeyShape, table: TableShape) => boolean): TableGroup {
  const names = new Set(tables.map(({ name }) => name));
  const within = tables.flatMap((table) =>
    table.foreignKeys.filter((key) => names.has(key.parent) && counts(key, table)),
  );
  return { tables, within: new Set(within) };
}
