import type { Rule } from '../../engine/rule.ts';

export const severalTransactions: Rule = {
  id: 'several-transactions',
  group: 'transactions',
  condition: 'a file contains more than one transaction',
  effect: 'If a later one fails, the earlier ones stay committed: the version is dirty and half applied.',
  remedy: 'Use one transaction, or one file for each.',
  presets: { recommended: 'warning', strict: 'error' },
  on: 'file',
  check: ({ transactions: { blocks } }) =>
    blocks.slice(1).map(({ begin }, i) => ({ index: begin.start, what: `this is transaction ${i + 2} of the file` })),
};
