import type { Rule } from '../../engine/rule.ts';

export const strayCommit: Rule = {
  id: 'stray-commit',
  group: 'transactions',
  condition: 'COMMIT, END or ROLLBACK stands where no transaction is open',
  effect: 'What stands before it is one implicit transaction and ends there; what follows is another.',
  remedy: 'Put BEGIN; where the transaction is meant to begin, or remove the statement.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  covers: ['squawk transaction-nesting'],
  on: 'file',
  check: ({ transactions: { stray } }) =>
    stray.map(({ start }) => ({ index: start, what: 'no transaction is open here' })),
};
