import { judgedPair } from '../judged-pair.ts';
import type { Rule } from '../rule.ts';

export const madeAnewInsteadOfRenamed: Rule = {
  id: 'made-anew-instead-of-renamed',
  group: 'reversal',
  condition: 'the up renames a table or column, and the down drops it and makes a new one',
  effect: 'All values in it are lost by the down.',
  remedy: 'Rename it back.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  on: 'pair',
  check: (pair) => {
    const judged = judgedPair(pair);
    if (judged === undefined) {
      return [];
    }
    const { before, after, undone, down } = judged;
    const idsAfter = new Set([...after.tables.values()].flatMap((table) => [table.id, ...columnIds(table)]));
    return [...before.tables].flatMap(([key, table]) => {
      const other = undone.tables.get(key);
      if (other === undefined || other === table) {
        return [];
      }
      if (other.id !== table.id) {
        return idsAfter.has(table.id)
          ? [{ file: down.path, index: other.made.index, what: `table ${key} is made anew, and its rows are lost` }]
          : [];
      }
      return [...table.columns.values()].flatMap(({ id, name }) => {
        const column = other.columns.get(name);
        return column !== undefined && column.id !== id && idsAfter.has(id)
          ? [
              {
                file: down.path,
                index: column.made.index,
                what: `column ${key}.${name} is made anew, and its values are lost`,
              },
            ]
          : [];
      });
    });
  },
};

function columnIds({ columns }: { columns: ReadonlyMap<string, { id: symbol }> }): symbol[] {
  return [...columns.values()].map(({ id }) => id);
}
