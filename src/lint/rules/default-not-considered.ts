import { showName } from '../name.ts';
import type { Rule } from '../rule.ts';

export const defaultNotConsidered: Rule = {
  id: 'default-not-considered',
  group: 'new columns',
  condition: 'a nullable column without default is added, and no comment in the file says what NULL means',
  effect: 'Old rows hold NULL, and whoever reads them has to guess whether that is unknown, none or not yet filled.',
  remedy: 'Give it a default, fill old rows, or write COMMENT ON COLUMN that says what NULL means.',
  presets: { elementaldb: 'warning', strict: 'warning' },
  only: 'up',
  on: 'action',
  check: (action, { isNew, file }) => {
    if (action.kind !== 'add-column' || isNew(action.table)) {
      return undefined;
    }
    const { name, notNull, defaultValue, identity, stored } = action.column;
    const fills = file.statements.some(({ actions }) =>
      actions.some(
        (each) =>
          (each.kind === 'update' && each.assignments.some(({ column }) => column === name)) ||
          (each.kind === 'comment' && each.path.at(-1) === name && /\bnull\b/i.test(each.text ?? '')),
      ),
    );
    return notNull || defaultValue !== undefined || identity || stored || fills
      ? undefined
      : { index: action.index, what: `nothing says what NULL in ${showName(action.table)}.${name} means` };
  },
};
