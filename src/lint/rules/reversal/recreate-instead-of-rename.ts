import { downEffect } from '../../facts/down-effect.ts';
import { keyOf } from '../../../sql/statement/name.ts';
import type { LintFile } from '../../engine/parse-file.ts';
import type { Rule } from '../../engine/rule.ts';

export const recreateInsteadOfRename: Rule = {
  id: 'recreate-instead-of-rename',
  group: 'reversal',
  condition: 'the up renames a table or column, and the down drops it and creates a new one',
  effect: 'All values in it are lost by the down.',
  remedy: 'Rename it back.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  on: 'pair',
  check: (pair) => {
    const effect = downEffect(pair);
    if (effect === undefined || effect.before.tables.isSame(effect.undone.tables)) {
      return [];
    }
    const { before, after, undone, down } = effect;
    const isThere = (id: symbol): boolean =>
      after.tables.find((table) => table.id === id || columnIds(table).includes(id)) !== undefined;
    return before.tables.apartFrom(undone.tables).flatMap(([key, table]) => {
      const other = undone.tables.get(key);
      if (other === undefined) {
        return [];
      }
      if (other.id !== table.id) {
        return isThere(table.id) && other.made.file === down.path && !isFilled(down, key)
          ? [{ file: down.path, index: other.made.index, what: `table ${key} is made anew, and its rows are lost` }]
          : [];
      }
      return [...table.columns.values()].flatMap(({ id, name }) => {
        const column = other.columns.get(name);
        return column !== undefined && column.id !== id && isThere(id) && !isFilled(down, key, name)
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

/** Whether the file copies rows into the table, or values into the column. */
function isFilled({ statements }: LintFile, table: string, column?: string): boolean {
  return statements.some(({ actions }) =>
    actions.some(
      (action) =>
        'table' in action &&
        keyOf(action.table) === table &&
        (action.kind === 'insert' ||
          (action.kind === 'create-table' && action.hasMore) ||
          (action.kind === 'update' && action.assignments.some((each) => each.column === column))),
    ),
  );
}
