import { wrappingEdits } from '../../fixes/wrapping.ts';
import { nonTransactional } from '../../facts/non-transactional.ts';
import type { Rule } from '../../engine/rule.ts';

export const notWrapped: Rule = {
  id: 'not-wrapped',
  group: 'transactions',
  condition: 'a file acts without BEGIN and END around it',
  effect: 'Run by psql, statement by statement, it stops half-way and leaves a state that no version describes.',
  remedy: 'Put BEGIN; before the first statement and END; behind the last.',
  presets: { elementaldb: 'error' },
  on: 'file',
  check: (file) => {
    const { blocks, outside } = file.transactions;
    const [first] = outside;
    return blocks.length > 0 || first === undefined || outside.some(nonTransactional)
      ? []
      : [{ index: first.start, what: 'the file is not one transaction', edits: wrappingEdits(file) }];
  },
};
