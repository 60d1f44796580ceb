import type { Rule } from '../../engine/rule.ts';

export const missingCommit: Rule = {
  id: 'missing-commit',
  group: 'transactions',
  condition: 'a file starts a transaction and does not end it',
  effect: 'The migration fails at the end of the file: no change is kept. golang-migrate marks the version as dirty.',
  remedy: 'End the file with END; (or COMMIT;).',
  presets: { recommended: 'error', strict: 'error' },
  covers: ['squawk ban-uncommitted-transaction'],
  on: 'file',
  check: ({ text, transactions: { blocks } }) => {
    const end = text.trimEnd().length;
    const edits = text.trimEnd().endsWith(';') ? [{ start: end, end, text: '\n\nEND;' }] : [];
    return blocks
      .filter((block) => block.end === undefined)
      .map(({ begin }) => ({ index: begin.start, what: 'the transaction is never committed', edits }));
  },
};
