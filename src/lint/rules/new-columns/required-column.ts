import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const requiredColumn: Rule = {
  id: 'required-column',
  group: 'new columns',
  condition: 'a column that is NOT NULL and has no default is added to a table that may hold rows',
  effect: 'The up fails as soon as the table has a row, even if it runs on every test database.',
  remedy: 'Give it a default, or add it nullable, fill it, and then SET NOT NULL.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  covers: ['squawk adding-required-field', 'squawk adding-not-nullable-field', 'Atlas MF103'],
  on: 'action',
  kinds: ['add-column'],
  check: (action, { isNew, file }) => {
    if (action.kind !== 'add-column' || isNew(action.table)) {
      return undefined;
    }
    const { notNull, defaultValue, serial, identity, stored, name } = action.column;
    const hasDefault = (defaultValue !== undefined && !defaultValue.isNull) || serial || identity || stored;
    const emptied = file.statements.some(({ actions }) =>
      actions.some(
        (each) =>
          (each.kind === 'truncate' || (each.kind === 'delete' && each.where === undefined)) &&
          each.table.name === action.table.name,
      ),
    );
    return notNull && !hasDefault && !emptied
      ? { index: action.index, what: `${showName(action.table)}.${name} is NOT NULL and has no default` }
      : undefined;
  },
};
