import type { Rule } from '../../engine/rule.ts';

export const missingCommit: Rule = {
  id: 'missing-commit',
  group: 'transactions',
  condition: 'a transaction is begun and not ended',
  effect: 'golang-migrate stops with "unexpected transaction status", nothing is kept, and the version is dirty.',
  remedy: 'End the file with END; (or COMMIT;).',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  covers: ['squawk ban-uncommitted-transaction'],
  on: 'file',
  check: ({ text, transactions: { blocks } }) =>
    blocks
      .filter(({ end }) => end === undefined)
      .map(({ begin }) => {
        const end = text.trimEnd().length;
        const closed = text.trimEnd().endsWith(';');
        return {
          index: begin.start,
          what: 'the transaction is never committed',
          edits: closed ? [{ start: end, end, text: '\n\nEND;' }] : [],
        };
      }),
};
