import type { Rule } from '../../engine/rule.ts';

export const nestedBegin: Rule = {
  id: 'nested-begin',
  group: 'transactions',
  condition: 'BEGIN stands in a transaction that is open already',
  effect: 'PostgreSQL only warns, and the first END ends everything: what follows it is outside any transaction.',
  remedy: 'Remove the inner BEGIN and its END, or use SAVEPOINT.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  covers: ['squawk transaction-nesting'],
  on: 'file',
  check: ({ transactions: { blocks } }) =>
    blocks.flatMap(({ nested }) =>
      nested.map(({ start }) => ({ index: start, what: 'a transaction is open already' })),
    ),
};
