import { showName } from '../../sql/statement/name.ts';
import type { LocatedRuleFinding, Rule, RuleDescription } from '../engine/rule.ts';
import type { ColumnChange, ChangedColumn } from '../facts/column-changes.ts';

interface ColumnRule extends Omit<RuleDescription, 'group'> {
  /** What is wrong with a column, after its name; undefined if nothing is. */
  check: (column: ChangedColumn['column']) => string | undefined;
}

/**
 * A rule about the type or definition of columns. A column that a later migration drops or gives another type is not
 * reported; several columns of one action are one finding.
 */
export function columnRule({ check, ...description }: ColumnRule): Rule {
  return {
    ...description,
    group: 'types and conventions',
    on: 'chain',
    check: ({ files, end }) => {
      const isWrong = ({ table, column }: ChangedColumn): boolean => {
        const current = end.table(table)?.columns.get(column.name);
        return check(column) !== undefined && current !== undefined && check(current) !== undefined;
      };
      const findingsIn = (file: string, { action, columns }: ColumnChange): LocatedRuleFinding[] => {
        const wrong = columns.filter(isWrong);
        const [first] = wrong;
        if (first === undefined) {
          return [];
        }
        const { table, column } = first;
        const more = wrong.length === 1 ? '' : ` (and ${wrong.length - 1} more of the table)`;
        const index = action.kind === 'alter-column' ? action.index : column.index;
        return [{ file, index, what: `${showName(table)}.${column.name} ${check(column) ?? ''}${more}` }];
      };
      return files.flatMap(({ path, columns }) => columns.flatMap((change) => findingsIn(path, change)));
    },
  };
}
