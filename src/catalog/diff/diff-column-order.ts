import { OBJECT_KINDS, objectKey, type CatalogObject, type ObjectKind } from '../snapshot/catalog-object.ts';
import type { ObjectChange } from './snapshot-diff.ts';

interface Holder {
  kind: ObjectKind;
  name: string;
  columns: { name: string; before: number; after: number }[];
}

type Pair = readonly [CatalogObject, CatalogObject];

/**
 * The tables, views and composite types whose common columns have a different order.
 *
 * @param pairs objects on both sides; identical objects may be omitted
 */
export function diffColumnOrder(
  pairs: readonly Pair[],
  before: readonly CatalogObject[],
  after: readonly CatalogObject[],
): ObjectChange[] {
  // Without a changed position no column has passed another.
  const moved = new Set(pairs.filter(hasMoved).map(([, column]) => column.parent));
  if (moved.size === 0) {
    return [];
  }
  const earlier = new Map(
    before.filter(({ parent }) => moved.has(parent)).map((column) => [objectKey(column), column]),
  );
  const holders = new Map<string, Holder>();
  // Most objects are of other kinds, so that their keys need not be made.
  const kinds = new Set(OBJECT_KINDS.filter((kind) => [...moved].some((key) => key?.startsWith(`${kind} `) === true)));
  for (const parent of after.filter((object) => kinds.has(object.kind) && moved.has(objectKey(object)))) {
    holders.set(objectKey(parent), { kind: parent.kind, name: parent.name, columns: [] });
  }
  for (const column of after.filter(({ parent }) => moved.has(parent))) {
    const twin = earlier.get(objectKey(column));
    const holder = holders.get(column.parent ?? '');
    if (twin !== undefined && holder !== undefined && isColumn(column)) {
      holder.columns.push({
        name: column.name.slice(holder.name.length + 1),
        before: Number(twin.definition['position']),
        after: Number(column.definition['position']),
      });
    }
  }
  return [...holders.values()].flatMap(({ kind, name, columns }) => {
    const wasOrder = columns.toSorted((a, b) => a.before - b.before).map((column) => column.name);
    const isOrder = columns.toSorted((a, b) => a.after - b.after).map((column) => column.name);
    const isSame = wasOrder.every((column, i) => column === isOrder[i]);
    return isSame ? [] : [{ change: 'reordered', kind, name, before: wasOrder, after: isOrder }];
  });
}

function hasMoved([was, is]: Pair): boolean {
  return isColumn(is) && was.definition['position'] !== is.definition['position'];
}

function isColumn({ kind, parent }: CatalogObject): boolean {
  return parent !== null && (kind === 'column' || kind === 'attribute');
}
