import type { Rule } from '../../engine/rule.ts';

export const rolledBack: Rule = {
  id: 'rolled-back',
  group: 'transactions',
  condition: 'a transaction of the file ends in ROLLBACK',
  effect: 'The version counts as applied, but no change is kept.',
  remedy: 'Write END; (or COMMIT;) instead.',
  presets: { recommended: 'error', strict: 'error' },
  on: 'file',
  check: ({ transactions: { blocks } }) =>
    blocks.flatMap(({ end, rolledBack: isRolledBack }) =>
      isRolledBack && end !== undefined ? [{ index: end.start, what: 'the transaction is rolled back' }] : [],
    ),
};
