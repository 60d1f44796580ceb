import type { CatalogObject, ObjectKind } from './catalog-object.ts';
import type { ObjectChange } from './snapshot-diff.ts';

interface Holder {
  kind: ObjectKind;
  name: string;
  columns: { name: string; before: number; after: number }[];
}

/** The tables, views and composite types of which the columns that both sides have stand in another order. */
export function diffColumnOrder(pairs: readonly (readonly [CatalogObject, CatalogObject])[]): ObjectChange[] {
  const objects = new Map(pairs.map(([, after]) => [`${after.kind} ${after.name}`, after]));
  const holders = new Map<string, Holder>();
  for (const [before, after] of pairs) {
    const parent = after.parent === null ? undefined : objects.get(after.parent);
    if (parent === undefined || (after.kind !== 'column' && after.kind !== 'attribute')) {
      continue;
    }
    const holder = holders.get(parent.name) ?? { kind: parent.kind, name: parent.name, columns: [] };
    holder.columns.push({
      name: after.name.slice(parent.name.length + 1),
      before: Number(before.definition['position']),
      after: Number(after.definition['position']),
    });
    holders.set(parent.name, holder);
  }
  return [...holders.values()].flatMap(({ kind, name, columns }) => {
    const before = columns.toSorted((a, b) => a.before - b.before).map((column) => column.name);
    const after = columns.toSorted((a, b) => a.after - b.after).map((column) => column.name);
    return before.every((column, i) => column === after[i]) ? [] : [{ change: 'reordered', kind, name, before, after }];
  });
}
