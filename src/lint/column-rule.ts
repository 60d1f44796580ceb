import { stateAtEnd } from './at-the-end.ts';
import { showName } from './name.ts';
import { newColumns, type NewColumn } from './new-columns.ts';
import type { Check, FaultIn } from './rule.ts';

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
    check: (chain) => {
      const end = stateAtEnd(chain);
      const isStillSo = ({ table, column }: NewColumn): boolean => {
        const known = end.table(table)?.columns.get(column.name);
        return known !== undefined && isFound(known);
      };
      return chain.pairs.flatMap(({ up }) =>
        (up?.statements ?? []).flatMap(({ actions }) =>
          actions.flatMap((action): FaultIn[] => {
            const found = newColumns(action).filter((made) => isFound(made.column) && isStillSo(made));
            const [first] = found;
            if (first === undefined || up === undefined) {
              return [];
            }
            const { table, column } = first;
            const more = found.length === 1 ? '' : ` (and ${found.length - 1} more of the table)`;
            const index = action.kind === 'alter-column' ? action.index : column.index;
            return [{ file: up.path, index, what: `${showName(table)}.${column.name} ${says(column)}${more}` }];
          }),
        ),
      );
    },
  };
}
