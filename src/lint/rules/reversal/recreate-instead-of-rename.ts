import { keyOf } from '../../../sql/statement/name.ts';
import type { LintFile } from '../../engine/lint-file.ts';
import type { Rule } from '../../engine/rule.ts';
import { downEffect } from '../../facts/down-effect.ts';
import { actionsIn } from '../../facts/file-effects.ts';
import type { Identity } from '../../state/catalog-table.ts';

export const recreateInsteadOfRename: Rule = {
  id: 'recreate-instead-of-rename',
  group: 'reversal',
  condition: 'the up renames a table or column, and the down drops it and creates a new one',
  effect: 'The down loses all values in it.',
  remedy: 'Rename it back.',
  presets: { recommended: 'error', strict: 'error' },
  on: 'pair',
  check: (pair) => {
    const effect = downEffect(pair);
    if (effect === undefined || effect.before.tables.isSame(effect.afterDown.tables)) {
      return [];
    }
    const { before, afterUp, afterDown, down } = effect;
    const existsAfterUp = (id: Identity): boolean =>
      afterUp.tables.find(
        (table) => table.id === id || [...table.columns.values()].some((column) => column.id === id),
      ) !== undefined;
    return before.tables.apartFrom(afterDown.tables).flatMap(([key, table]) => {
      const other = afterDown.tables.get(key);
      if (other === undefined) {
        return [];
      }
      if (other.id !== table.id) {
        return existsAfterUp(table.id) && other.origin.file === down.path && !isFilled(down, key)
          ? [{ ...other.origin, what: `the down recreates table ${key}, and its rows are lost` }]
          : [];
      }
      return [...table.columns.values()].flatMap(({ id, name }) => {
        const column = other.columns.get(name);
        return column !== undefined && column.id !== id && existsAfterUp(id) && !isFilled(down, key, name)
          ? [
              {
                file: down.path,
                index: column.origin.index,
                what: `the down recreates column ${key}.${name}, and its values are lost`,
              },
            ]
          : [];
      });
    });
  },
};

/** Whether the file copies rows into the table, or values into the column. */
function isFilled(file: LintFile, table: string, column?: string): boolean {
  return actionsIn(file).some(
    (action) =>
      'table' in action &&
      keyOf(action.table) === table &&
      (action.kind === 'insert' ||
        (action.kind === 'create-table' && action.hasMore) ||
        (action.kind === 'update' && action.assignments.some((each) => each.column === column))),
  );
}
