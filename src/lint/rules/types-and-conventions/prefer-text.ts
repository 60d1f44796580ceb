import { columnRule } from '../../rule-builders/column-rule.ts';

export const preferText = columnRule({
  id: 'prefer-text',
  condition: 'a column is varchar(n)',
  effect: 'A shorter limit later rewrites the table, and the limit saves no space.',
  remedy: 'Use text, with a CHECK if the length matters.',
  presets: { strict: 'warning' },
  covers: ['squawk prefer-text-field'],
  check: ({ type, modifiers: [length] }) =>
    type === 'character varying' && length !== undefined ? `is limited to ${length} characters` : undefined,
});
