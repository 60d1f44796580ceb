import type { Action } from './actions/action.ts';
import { stateAtEnd } from './at-the-end.ts';
import { showName } from './name.ts';
import { newColumns, type NewColumn } from './new-columns.ts';
import type { Chain, Check, FaultIn } from './rule.ts';

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
      return madeByUps(chain).flatMap(({ file, action, columns }): FaultIn[] => {
        const found = columns.filter((made) => isFound(made.column) && isStillSo(made));
        const [first] = found;
        if (first === undefined) {
          return [];
        }
        const { table, column } = first;
        const more = found.length === 1 ? '' : ` (and ${found.length - 1} more of the table)`;
        const index = action.kind === 'alter-column' ? action.index : column.index;
        return [{ file, index, what: `${showName(table)}.${column.name} ${says(column)}${more}` }];
      });
    },
  };
}

interface Made {
  file: string;
  action: Action;
  columns: NewColumn[];
}

const remembered = new WeakMap<Chain, Made[]>();

/** What the ups make, collected once for all rules that look at columns. */
function madeByUps(chain: Chain): Made[] {
  const known = remembered.get(chain);
  if (known !== undefined) {
    return known;
  }
  const found: Made[] = [];
  for (const { up } of chain.pairs) {
    for (const action of up?.statements.flatMap(({ actions }) => actions) ?? []) {
      const columns = newColumns(action);
      if (up !== undefined && columns.length > 0) {
        found.push({ file: up.path, action, columns });
      }
    }
  }
  remembered.set(chain, found);
  return found;
}
