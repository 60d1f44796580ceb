import { columnRule } from '../../rule-builders/column-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const timestampWithoutZone: Rule = {
  id: 'timestamp-without-zone',
  group: 'types and conventions',
  condition: 'a column is a timestamp without time zone',
  effect: 'It is no moment: what it means depends on where it was written, and twice a year it is wrong by an hour.',
  remedy: 'Take timestamptz.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  covers: ['squawk prefer-timestamp-tz'],
  ...columnRule(
    ({ type }) => type.startsWith('timestamp without'),
    () => 'has no time zone',
  ),
};
