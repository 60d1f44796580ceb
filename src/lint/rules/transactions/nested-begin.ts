import type { Rule } from '../../engine/rule.ts';

export const nestedBegin: Rule = {
  id: 'nested-begin',
  group: 'transactions',
  condition: 'BEGIN is written inside an open transaction',
  effect: 'PostgreSQL only warns. The first END ends the transaction, and what follows runs outside it.',
  remedy: 'Remove the inner BEGIN and its END, or use SAVEPOINT.',
  presets: { recommended: 'error', strict: 'error' },
  covers: ['squawk transaction-nesting'],
  on: 'file',
  check: ({ transactions: { blocks }, mode }) =>
    blocks
      .flatMap(({ begin, nested }) => (mode === 'transaction' ? [begin, ...nested] : nested))
      .map(({ start }) => ({ index: start, what: 'a transaction is already open' })),
};
