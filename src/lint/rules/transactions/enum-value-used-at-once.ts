import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const enumValueUsedAtOnce: Rule = {
  id: 'enum-value-used-at-once',
  group: 'transactions',
  condition: 'a value that is added to an enum is used in the same transaction',
  effect: 'PostgreSQL refuses that: "unsafe use of new value of enum type".',
  remedy: 'Use the value in the next migration.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  on: 'action',
  kinds: ['add-enum-value'],
  check: (action, { file, statement, schema }) => {
    if (action.kind !== 'add-enum-value' || action.old !== undefined) {
      return undefined;
    }
    const type = schema.object('type', action.type);
    const literal = `'${action.label.replaceAll("'", "''")}'`;
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
    return use === undefined || type?.made.file === file.path
      ? undefined
      : { index: use.start, what: `${literal} was added to ${showName(action.type)} in this transaction` };
  },
};
