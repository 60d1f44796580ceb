import { columnRule } from '../../rule-builders/column-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const preferText: Rule = {
  id: 'prefer-text',
  group: 'types and conventions',
  condition: 'a column is varchar(n)',
  effect: 'To shorten the limit later writes the table anew; the limit itself saves nothing.',
  remedy: 'Take text, with a CHECK where the length matters.',
  presets: { elementaldb: 'warning', strict: 'warning' },
  covers: ['squawk prefer-text-field'],
  ...columnRule(
    ({ type, modifiers }) => type === 'character varying' && modifiers.length > 0,
    ({ modifiers }) => `is limited to ${modifiers[0] ?? 0} characters`,
  ),
};
