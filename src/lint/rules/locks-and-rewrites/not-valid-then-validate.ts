import { keyOf, showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const notValidThenValidate: Rule = {
  id: 'not-valid-then-validate',
  group: 'locks and rewrites',
  condition: 'a constraint is added NOT VALID and validated in the same transaction',
  effect: 'The lock of ADD CONSTRAINT is held while all rows are checked, which NOT VALID is there to avoid.',
  remedy: 'Validate it in the next migration.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'warning' },
  covers: ['strong_migrations validate_foreign_key'],
  only: 'up',
  on: 'action',
  kinds: ['alter-table'],
  check: (action, { file, statement, isNew }) => {
    if (action.kind !== 'alter-table' || action.subtype !== 'AT_ValidateConstraint' || isNew(action.table)) {
      return undefined;
    }
    const block = file.transactions.blockOf(statement);
    const added = file.statements.some(
      (each) =>
        file.transactions.blockOf(each) === block &&
        each.actions.some(
          (made) =>
            made.kind === 'add-constraint' &&
            made.constraint.name === action.name &&
            keyOf(made.table) === keyOf(action.table),
        ),
    );
    return added
      ? { index: action.index, what: `${action.name ?? ''} of ${showName(action.table)} was added in this transaction` }
      : undefined;
  },
};
