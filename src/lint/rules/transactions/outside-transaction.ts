import { nonTransactional } from '../../facts/non-transactional.ts';
import type { Rule } from '../../engine/rule.ts';

export const outsideTransaction: Rule = {
  id: 'outside-transaction',
  group: 'transactions',
  condition: 'a statement stands before BEGIN or behind END',
  effect: 'It is a transaction of its own: if the file fails later, it stays; if it fails itself, the block stays.',
  remedy: 'Move it into the block.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  on: 'file',
  check: ({ transactions: { blocks, outside } }) =>
    blocks.length === 0
      ? []
      : outside
          .filter((statement) => nonTransactional(statement) === undefined && !isSetting(statement.actions))
          .map(({ start }) => ({ index: start, what: 'the statement is outside the transaction' })),
};

function isSetting(actions: readonly { kind: string }[]): boolean {
  return actions.some(({ kind }) => kind === 'setting');
}
