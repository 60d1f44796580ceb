import type { Rule } from '../../engine/rule.ts';
import { nonTransactional } from '../../facts/non-transactional.ts';

export const outsideTransaction: Rule = {
  id: 'outside-transaction',
  group: 'transactions',
  condition: 'a statement is before BEGIN or after END',
  effect: 'It is committed on its own: if either it or the transaction fails, the other stays.',
  remedy: 'Move it into the transaction.',
  presets: { recommended: 'warning', strict: 'error' },
  on: 'file',
  check: ({ transactions: { blocks, outside } }) =>
    (blocks.length === 0 ? [] : outside)
      .filter((each) => nonTransactional(each) === undefined && !each.actions.some(({ kind }) => kind === 'setting'))
      .map(({ start }) => ({ index: start, what: 'the statement is outside the transaction' })),
};
