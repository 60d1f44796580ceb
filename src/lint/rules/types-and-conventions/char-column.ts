import { columnRule } from '../../rule-builders/column-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const charColumn: Rule = {
  id: 'char-column',
  group: 'types and conventions',
  condition: 'a column is char(n)',
  effect: 'Values are padded with blanks, which some comparisons see and others do not.',
  remedy: 'Take text, with a CHECK where the length matters.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'error' },
  covers: ['squawk ban-char-field'],
  ...columnRule(
    ({ type }) => type === 'character',
    () => 'is char(n)',
  ),
};
