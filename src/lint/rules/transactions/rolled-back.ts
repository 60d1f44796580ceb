import type { Rule } from '../../engine/rule.ts';

export const rolledBack: Rule = {
  id: 'rolled-back',
  group: 'transactions',
  condition: 'a transaction of the file ends in ROLLBACK',
  effect: 'golang-migrate marks the version as applied, and nothing of it is.',
  remedy: 'Write END; (or COMMIT;) instead.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  on: 'file',
  check: ({ transactions: { blocks } }) =>
    blocks.flatMap(({ end, rolledBack: isRolledBack }) =>
      isRolledBack && end !== undefined ? [{ index: end.start, what: 'the transaction undoes itself' }] : [],
    ),
};
