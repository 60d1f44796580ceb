import { keyOf, showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const notValidThenValidate = actionRule({
  id: 'not-valid-then-validate',
  group: 'locks and rewrites',
  condition: 'a constraint is added NOT VALID and validated in the same transaction',
  effect: 'The lock of ADD CONSTRAINT is held while all rows are checked, which NOT VALID is meant to avoid.',
  remedy: 'Validate it in the next migration.',
  presets: { recommended: 'warning', strict: 'warning' },
  covers: ['strong_migrations validate_foreign_key'],
  only: 'up',
  kinds: ['alter-table'],
  skipNewTables: true,
  check: ({ subtype, table, name = '' }, { file, statement }) => {
    if (subtype !== 'AT_ValidateConstraint') {
      return undefined;
    }
    const block = file.transactions.blockOf(statement);
    const isAdded = file.statements.some(
      (each) =>
        file.transactions.blockOf(each) === block &&
        each.actions.some(
          (action) =>
            action.kind === 'add-constraint' && action.constraint.name === name && keyOf(action.table) === keyOf(table),
        ),
    );
    return isAdded ? `${name} of ${showName(table)} was added in this transaction` : undefined;
  },
});
