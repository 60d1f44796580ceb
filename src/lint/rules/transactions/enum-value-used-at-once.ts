import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const enumValueUsedAtOnce = actionRule({
  id: 'enum-value-used-at-once',
  group: 'transactions',
  condition: 'a value is added to an enum and used in the same transaction',
  effect: 'PostgreSQL rejects it: "unsafe use of new value of enum type".',
  remedy: 'Use the value in the next migration.',
  presets: { recommended: 'error', strict: 'error' },
  kinds: ['add-enum-value'],
  check: ({ old, type, label }, { file, statement, schema }) => {
    if (old !== undefined || schema.object('type', type)?.origin.file === file.path) {
      return undefined;
    }
    const literal = `'${label.replaceAll("'", "''")}'`;
    const block = file.transactions.blockOf(statement);
    const use = file.statements.find(
      (each) =>
        each.start > statement.end &&
        each.text.includes(literal) &&
        file.transactions.blockOf(each) === block &&
        !each.actions.some(({ kind }) => kind === 'add-enum-value' || kind === 'comment') &&
        each.nodeType !== 'DoStmt' &&
        each.nodeType !== 'CreateFunctionStmt',
    );
    return use && { index: use.start, what: `${literal} was added to ${showName(type)} in this transaction` };
  },
});
