import { showName } from '../../sql/statement/name.ts';
import type { MadeColumns, NewColumn } from '../facts/new-columns.ts';
import type { Check, LocatedRuleFinding } from '../engine/rule.ts';

/**
 * The check of a rule that looks at the columns that ups make, alone. What a later migration has given another type, or
 * dropped, is passed over; a table with several of the kind is told once.
 */
export function columnRule(
  isFound: (column: NewColumn['column']) => boolean,
  says: (column: NewColumn['column']) => string,
): Check {
  return {
    on: 'chain',
    check: ({ files, end }) => {
      const isStillSo = ({ table, column }: NewColumn): boolean => {
        const known = end.table(table)?.columns.get(column.name);
        return known !== undefined && isFound(known);
      };
      const faultOf = (file: string, { action, columns }: MadeColumns): LocatedRuleFinding[] => {
        const found = columns.filter((made) => isFound(made.column) && isStillSo(made));
        const [first] = found;
        if (first === undefined) {
          return [];
        }
        const { table, column } = first;
        const more = found.length === 1 ? '' : ` (and ${found.length - 1} more of the table)`;
        const index = action.kind === 'alter-column' ? action.index : column.index;
        return [{ file, index, what: `${showName(table)}.${column.name} ${says(column)}${more}` }];
      };
      return files.flatMap(({ path, columns }) => columns.flatMap((made) => faultOf(path, made)));
    },
  };
}
