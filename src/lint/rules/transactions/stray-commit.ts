import type { Rule } from '../../engine/rule.ts';

export const strayCommit: Rule = {
  id: 'stray-commit',
  group: 'transactions',
  condition: 'COMMIT, END or ROLLBACK is written while no transaction is open',
  effect: 'It ends the implicit transaction of the statements before it, and what follows runs in another one.',
  remedy: 'Write BEGIN; where the transaction should start, or remove the statement.',
  presets: { recommended: 'error', strict: 'error' },
  covers: ['squawk transaction-nesting'],
  on: 'file',
  check: ({ transactions: { stray } }) =>
    stray.map(({ start }) => ({ index: start, what: 'no transaction is open here' })),
};
