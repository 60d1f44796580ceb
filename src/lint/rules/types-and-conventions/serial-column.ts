import { columnRule } from '../../rule-builders/column-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const serialColumn: Rule = {
  id: 'serial-column',
  group: 'types and conventions',
  condition: 'a column is serial',
  effect: 'Its sequence has privileges and an owner of its own, and anyone may write into the column.',
  remedy: 'Write GENERATED ALWAYS AS IDENTITY, or take a UUID.',
  presets: { strict: 'warning' },
  covers: ['squawk prefer-identity'],
  ...columnRule(
    ({ serial }) => serial,
    () => 'is serial',
  ),
};
