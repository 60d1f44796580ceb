import type { Rule } from '../../engine/rule.ts';
import { indexKeys, type IndexKey } from '../../facts/index-keys.ts';
import type { Origin } from '../../state/catalog-table.ts';

export const duplicateIndex: Rule = {
  id: 'duplicate-index',
  group: 'types and conventions',
  condition:
    'an index or unique constraint has the columns, method and condition of another one of the table, or of its primary key',
  effect: 'Each write maintains both, and no query is faster for it.',
  remedy: 'Drop one of the two; keep the one that is unique, or the constraint.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['pgrubic GN025'],
  on: 'chain',
  check: ({ files, end }) => {
    const order = new Map(files.map(({ path }, i) => [path, i]));
    const isLater = (a: Origin, b: Origin): boolean =>
      a.file === b.file ? a.index > b.index : (order.get(a.file) ?? 0) > (order.get(b.file) ?? 0);
    const groups = new Map<string, IndexKey[]>();
    for (const key of indexKeys(end)) {
      const group = `${key.table} ${key.coverage}`;
      if (key.coverage !== '') {
        groups.set(group, [...(groups.get(group) ?? []), key]);
      }
    }
    return [...groups.values()].flatMap((alike) =>
      alike.flatMap((key) => {
        const other = alike.find((each) => makesRedundant(each, key, isLater));
        return other === undefined
          ? []
          : [{ ...key.origin, what: `${key.what} of ${key.table} has the same columns as ${other.what}` }];
      }),
    );
  },
};

/** Whether the first does all that the second does; of two that do the same, whether it is the one to keep. */
function makesRedundant(kept: IndexKey, key: IndexKey, isLater: (a: Origin, b: Origin) => boolean): boolean {
  // One statement makes one index of PRIMARY KEY and UNIQUE on the same columns.
  return (
    kept !== key &&
    kept.madeBy !== key.madeBy &&
    doesAllOf(kept, key) &&
    (!doesAllOf(key, kept) || kept.rank > key.rank || (kept.rank === key.rank && isLater(key.origin, kept.origin)))
  );
}

/** A deferrable constraint serves neither ON CONFLICT nor foreign keys, and waits for nothing beside one that does not wait. */
function doesAllOf(one: IndexKey, other: IndexKey): boolean {
  return (
    !other.unique ||
    (one.unique &&
      (one.nullsNotDistinct === other.nullsNotDistinct || one.rank === 2) &&
      (!one.deferrable || other.deferrable))
  );
}
