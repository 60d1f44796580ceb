import { columnRule } from '../../rule-builders/column-rule.ts';

export const charColumn = columnRule({
  id: 'char-column',
  condition: 'a column is char(n)',
  effect: 'Values are padded with blanks, which only some comparisons ignore.',
  remedy: 'Use text, with a CHECK if the length matters.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['squawk ban-char-field'],
  check: ({ type }) => (type === 'character' ? 'is char(n)' : undefined),
});
