import { insertionOrder } from '../../seeding/schema/insertion-order.ts';
import type { ForeignKeyShape, TableShape } from '../../seeding/schema/table-shape.ts';
import { quoteLiteral } from '../../sql/quote.ts';

/** The column by which rows are distributed. */
const KEY = 'dataset_id';

type Place = 'distributed' | 'reference' | 'local';

/**
 * The statements that distribute the tables of a database over a cluster of Citus: tables with `dataset_id` by that column,
 * others as reference tables, in the order of their foreign keys. It keeps the rules of Citus 12: a unique key has the
 * distribution column, and a foreign key leads to a reference table, or from distribution column to distribution column.
 *
 * @see https://docs.citusdata.com/en/stable/develop/reference_ddl.html
 */
export function citusDistribution(tables: readonly TableShape[]): string[] {
  const places = placesOf(tables);
  const ordered = insertionOrder(tables).flatMap((group) => group.tables);
  const at = (place: Place): TableShape[] => ordered.filter(({ name }) => places.get(name) === place);
  return [
    ...at('local').map(({ name }) => `-- ${name} stays on the coordinator: it is partitioned by another column.`),
    ...at('reference').map(({ name }) => `SELECT create_reference_table(${quoteLiteral(name)});`),
    ...at('distributed').map(({ name, foreignKeys }) => {
      const parent = foreignKeys.find((key) => places.get(key.parent) === 'distributed')?.parent;
      const beside = parent === undefined ? '' : `, colocate_with => ${quoteLiteral(parent)}`;
      return `SELECT create_distributed_table(${quoteLiteral(name)}, '${KEY}'${beside});`;
    }),
  ];
}

function placesOf(tables: readonly TableShape[]): Map<string, Place> {
  const places = new Map(tables.map((table) => [table.name, ownPlace(table)]));
  // A foreign key may take one of its two tables out of the distribution, and that the next one.
  for (let isStable = false; !isStable;) {
    isStable = true;
    for (const { name, foreignKeys } of tables) {
      for (const key of foreignKeys) {
        const moved = places.get(key.parent) === 'distributed' ? misplaced(name, key, places) : undefined;
        if (moved !== undefined) {
          places.set(moved, 'reference');
          isStable = false;
        }
      }
    }
  }
  return places;
}

function ownPlace({ columns, uniques, partitions }: TableShape): Place {
  if (columns.some(({ name }) => name === KEY) && uniques.every((unique) => unique.columns.includes(KEY))) {
    return 'distributed';
  }
  return partitions === null ? 'reference' : 'local';
}

/** Which of the two tables of a foreign key to a distributed table must be a reference table; undefined if none. */
function misplaced(child: string, key: ForeignKeyShape, places: ReadonlyMap<string, Place>): string | undefined {
  if (places.get(child) !== 'distributed') {
    return key.parent;
  }
  return key.columns.indexOf(KEY) === -1 || key.parentColumns[key.columns.indexOf(KEY)] !== KEY ? child : undefined;
}
