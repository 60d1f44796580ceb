import type { Rule } from '../../engine/rule.ts';
import { nonTransactional } from '../../facts/non-transactional.ts';
import { wrappingEdits } from '../../fixes/wrapping.ts';

export const notWrapped: Rule = {
  id: 'not-wrapped',
  group: 'transactions',
  condition: 'a file has no BEGIN and END around its statements',
  effect: 'If psql runs it and a statement fails, the statements before it stay: the schema matches no version.',
  remedy: 'Put BEGIN; before the first statement and END; after the last.',
  presets: {},
  on: 'file',
  check: (file) => {
    const { blocks, outside } = file.transactions;
    const [first] = outside;
    return file.mode === 'transaction' || blocks.length > 0 || first === undefined || outside.some(nonTransactional)
      ? []
      : [{ index: first.start, what: 'the file is not one transaction', edits: wrappingEdits(file) }];
  },
};
