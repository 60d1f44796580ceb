import { showName } from '../../../sql/statement/name.ts';
import type { Update } from '../../../sql/statement/row-action.ts';
import type { RuleContext } from '../../engine/rule.ts';
import { addsColumn } from '../../facts/file-effects.ts';
import { isSeedTable } from '../../facts/seed-table.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const updateAll = actionRule({
  id: 'update-all',
  group: 'destruction',
  condition:
    'UPDATE has no WHERE and replaces a column that the file does not add, or joins each row with every row of FROM',
  effect: 'The former values of all rows are lost, and no down can restore them; of several joined rows, any may win.',
  remedy: 'Name in WHERE the rows that this migration should change, or how FROM belongs to them.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['pgrubic GN022'],
  kinds: ['update'],
  skipNewTables: true,
  check: (update, context) => {
    const { where, joins, table } = update;
    if (where !== undefined) {
      return undefined;
    }
    if (joins) {
      return `each row of ${showName(table)} is joined with every row of FROM`;
    }
    const column = replacedColumn(update, context);
    return column && `${showName(table)}.${column} is replaced in all rows`;
  },
});

/** A column whose values come from elsewhere than the migrations, and are not computed from themselves. */
function replacedColumn({ table, assignments }: Update, { file, schema }: RuleContext): string | undefined {
  return isSeedTable(table, schema)
    ? undefined
    : assignments.find(({ column, fromItself, isPart }) => !fromItself && !isPart && !addsColumn(file, table, column))
        ?.column;
}
