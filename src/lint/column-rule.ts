import { showName } from './name.ts';
import { newColumns, type NewColumn } from './new-columns.ts';
import type { Check } from './rule.ts';

/** The check of a rule that looks at columns alone; a table with several of the kind is told once. */
export function columnRule(
  isFound: (column: NewColumn['column'], made: NewColumn) => boolean,
  says: (column: NewColumn['column']) => string,
): Check {
  return {
    on: 'action',
    check: (action) => {
      const found = newColumns(action).filter((made) => isFound(made.column, made));
      const [first] = found;
      if (first === undefined) {
        return undefined;
      }
      const { table, column } = first;
      const more = found.length === 1 ? '' : ` (and ${found.length - 1} more of the table)`;
      return {
        index: action.kind === 'alter-column' ? action.index : column.index,
        what: `${showName(table)}.${column.name} ${says(column)}${more}`,
      };
    },
  };
}
